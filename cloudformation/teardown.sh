#!/usr/bin/env bash
# Stops the job, deletes the stack, and with --delete-data what the stack leaves behind. See --help.
set -euo pipefail

# A link to this file works too, and so does an exported CDPATH.
self=${BASH_SOURCE[0]}
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
here=$(CDPATH='' cd -- "$(dirname "$self")" >/dev/null && pwd)
# shellcheck source=aws-cli.sh
. "$here/aws-cli.sh"

# Twenty minutes: a job that has not settled by then does not.
readonly job_polls=240

help() {
  cat <<'HELP'
Usage: cloudformation/teardown.sh STACK [OPTION ...]

Asks, stops the Flink job, deletes the stack while it shows how that goes, and says what it kept: the logs of the job
and of its starter, and the stream, the table and the bucket, unless the stack's parameter DataDeletionPolicy is Delete.
Safe to repeat. The job is stopped with a snapshot; by force only with --delete-data, and only if it does not stop
otherwise.

  --yes            do not ask
  --delete-data    also delete the stream, the table, the logs, and the bucket with every version of every object;
                   finds them too if the stack was deleted before, within 90 days, for every deleted stack of that name
                   in turn
  --region REGION  the stack's region; otherwise AWS_REGION, AWS_DEFAULT_REGION or the profile's
  --dry-run        print every AWS call that would be made, and make none, not even one that only reads; needs neither
                   the AWS CLI nor credentials. What would be read from the stack is shown as <bucket>, <table> ...
  --help           print this

The bucket of the artifacts is left alone. Needs version 2 of the AWS CLI and credentials. The exit code is 1 if
something failed or the answer was no, and 2 if the arguments are wrong.
HELP
}

stack=''
yes=false
delete_data=false

parse() {
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help)
        help
        exit 0
        ;;
      --dry-run) dry_run=true ;;
      --yes) yes=true ;;
      --delete-data) delete_data=true ;;
      --region)
        region=$(flag_value "$1" $# "${2-}")
        shift
        ;;
      -*) usage_error "There is no option $1." ;;
      *)
        [ -z "$stack" ] || usage_error "One stack at a time; found: $stack and $1"
        stack=$1
        ;;
    esac
    shift
  done
  check_stack_name "$stack"
}

# ------------------------------------------------------------------------------------------ what there is

list_resources() {
  call cloudformation list-stack-resources --stack-name "$1" \
    --query 'StackResourceSummaries[].[LogicalResourceId,ResourceStatus,PhysicalResourceId,ResourceType]'
}

# One line for each deleted stack of that name, newest first.
list_deleted() {
  call cloudformation list-stacks --stack-status-filter DELETE_COMPLETE \
    --query "StackSummaries[?StackName=='$stack'].[StackId]"
}

# physical LOGICAL_ID: the name of a resource that is there, from the scratch file "resources"; else nothing.
physical() {
  awk -F '\t' -v id="$1" '
    $1 == id && $2 != "DELETE_COMPLETE" && $3 != "None" { print $3; exit }' "$scratch/resources"
}

# The names of the log groups that are there, one a line.
physical_logs() {
  awk -F '\t' '
    $4 == "AWS::Logs::LogGroup" && $2 != "DELETE_COMPLETE" && $3 != "None" { print $3 }' "$scratch/resources"
}

read_resources() {
  # A stack that never got a resource may be gone without a trace.
  list_resources "$stack_id" >"$scratch/resources" 2>"$scratch/error" || is_absent ||
    fail "Cannot read the resources of stack $stack: $(reason)"
  job=$(physical Job)
  stream=$(physical Stream)
  table=$(physical Table)
  bucket=$(physical Bucket)
  logs=$(physical_logs)
}

termination_protection() {
  call cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].EnableTerminationProtection'
}

# Refuses a stack that CloudFormation would not delete, as long as nothing has been changed.
require_deletable() {
  local protected
  case $status in
    # Nothing was made yet; it may be deleted while it is made; a deletion may be asked for again.
    REVIEW_IN_PROGRESS | CREATE_IN_PROGRESS | DELETE_IN_PROGRESS) ;;
    *_IN_PROGRESS)
      fail "Stack $stack is in state $status, in which it cannot be deleted: wait until that has ended, and run this" \
        "again. Nothing was changed."
      ;;
  esac
  protected=$(termination_protection "$stack_id") || exit 1
  if [ "$protected" = True ]; then
    fail "Stack $stack is protected from being deleted. Nothing was changed. To end the protection:" \
      "$(quoted aws cloudformation update-termination-protection --stack-name "$stack" \
        --no-enable-termination-protection --region "$region")"
  fi
}

# confirm WHAT
confirm() {
  local answer='' data group
  say "This deletes $1."
  if $delete_data; then
    data="${bucket:+ bucket $bucket}${table:+ table $table}${stream:+ stream $stream}"
    for group in $logs; do
      data="$data logs $group"
    done
    say "With all that is in them, it deletes:$data"
  fi
  if $yes; then
    return
  fi
  printf '%s' "Type the stack's name to go on: "
  # The end of the input is an answer too: no.
  read -r answer || say
  [ "$answer" = "$stack" ] || fail "Nothing was changed."
}

# --------------------------------------------------------------------------------------------------- job

describe_job() {
  call kinesisanalyticsv2 describe-application --application-name "$job" --query ApplicationDetail.ApplicationStatus
}

stop_job_call() {
  call kinesisanalyticsv2 stop-application --application-name "$job" "$@"
}

job_is_absent() {
  grep -q ResourceNotFoundException "$scratch/error"
}

# The service refused to stop it in the state that it is in.
job_does_not_run() {
  grep -q -e ResourceInUseException -e InvalidRequestException -e InvalidApplicationConfigurationException \
    -e InvalidArgumentException "$scratch/error"
}

# Stops the job with a snapshot, which completes the archive's open files; the stack would too, but could only say that
# it failed.
stop_job() {
  local state was='' polls=0 asked=false forced=false
  while :; do
    if ! state=$(describe_job 2>"$scratch/error"); then
      job_is_absent || fail "Cannot look at job $job: $(reason)"
      say "Job $job is gone."
      return
    fi
    [ "$state" = "$was" ] || say "Job $job: $state."
    case $state in
      READY) return ;;
      ROLLED_BACK)
        # It may run its previous version or not: only the service can tell.
        if ! $asked; then
          if ! stop_job_call >"$scratch/answer" 2>"$scratch/error"; then
            job_does_not_run || fail "Cannot stop job $job: $(reason)"
            return
          fi
          asked=true
        fi
        ;;
      RUNNING)
        if ! $asked; then
          stop_job_call >"$scratch/answer"
          asked=true
        elif [ "$was" = STOPPING ]; then
          could_not_stop "was stopped, but runs again: it could not take its snapshot"
          forced=true
        fi
        ;;
    esac
    was=$state
    polls=$((polls + 1))
    if [ "$polls" -eq "$job_polls" ]; then
      could_not_stop "has not stopped in $((job_polls * poll_seconds / 60)) minutes; its state is $state"
      forced=true
      polls=0
    fi
    sleep "$poll_seconds"
  done
}

# The states in which the service stops a job by force.
can_be_forced() {
  case $state in
    STARTING | UPDATING | STOPPING | AUTOSCALING | RUNNING) ;;
    *) return 1 ;;
  esac
}

# Without a snapshot, orders since the last checkpoint never get into the archive: only where that goes as well.
could_not_stop() {
  if $forced; then
    fail "Job $job $1, although it was forced."
  fi
  can_be_forced || fail "Job $job $1. In that state the service stops no job, not even by force: wait until it has" \
    "another one, and run this again."
  if ! $delete_data; then
    fail "Job $job $1. Its log says why. To stop it all the same, which leaves the orders since its last checkpoint" \
      "out of the archive: $(quoted aws kinesisanalyticsv2 stop-application --application-name "$job" --force \
        --region "$region")"
  fi
  say "Job $job $1; forcing it, since its data goes too."
  stop_job_call --force >"$scratch/answer"
}

# ------------------------------------------------------------------------------------------------- stack

delete_stack() {
  call cloudformation delete-stack --stack-name "$1"
}

remove_stack() {
  remember_events "$stack_id"
  delete_stack "$stack_id"
  follow_stack "$stack_id" "$stack"
  if [ "$status" != DELETE_COMPLETE ]; then
    $delete_data || say "A bucket that is not empty and a protected table are only deleted with --delete-data."
    fail "Stack $stack: $status. First failed: $(first_failure)"
  fi
  say "Stack $stack: $status."
}

# -------------------------------------------------------------------------------------------------- data

list_uploads() {
  call s3api list-multipart-uploads --bucket "$bucket" --query 'Uploads[].[UploadId,Key]'
}

abort_upload() {
  call s3api abort-multipart-upload --bucket "$bucket" --upload-id "$1" --key "$2"
}

# A page of at most a thousand, which is what one delete-objects takes, as JSON that it takes: keys may hold anything.
list_versions() {
  call_as json s3api list-object-versions --bucket "$bucket" --no-paginate \
    --query '{Objects: [Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}}'
}

delete_objects() {
  call s3api delete-objects --bucket "$bucket" --delete "file://$scratch/versions" --query 'Errors[].[Key,Code,Message]'
}

head_bucket() {
  call s3api head-bucket --bucket "$bucket"
}

delete_bucket() {
  call s3api delete-bucket --bucket "$bucket"
}

# Sets bucket to nothing if it is gone.
find_bucket() {
  if [ -n "$bucket" ] && ! head_bucket >"$scratch/answer" 2>"$scratch/error"; then
    grep -q '(404)' "$scratch/error" || fail "Cannot reach bucket $bucket: $(reason)"
    bucket=''
  fi
}

empty_bucket() {
  local id key errors tab
  tab=$(printf '\t')
  find_bucket
  [ -n "$bucket" ] || return 0
  say "Emptying bucket $bucket."
  list_uploads >"$scratch/uploads"
  while IFS=$tab read -r id key; do
    [ "$id" = None ] || abort_upload "$id" "$key" </dev/null
  done <"$scratch/uploads"
  while :; do
    list_versions >"$scratch/versions"
    grep -q '"Key"' "$scratch/versions" || break
    errors=$(delete_objects)
    case $errors in
      '' | None) ;;
      *) fail "Bucket $bucket cannot be emptied: $(printf '%s\n' "$errors" | sed 1q)" ;;
    esac
  done
}

unprotect_call() {
  call dynamodb update-table --table-name "$table" --no-deletion-protection-enabled --query TableDescription.TableStatus
}

# An update that changes nothing is an error, so the table is asked first.
is_protected() {
  call dynamodb describe-table --table-name "$table" --query Table.DeletionProtectionEnabled
}

table_active() {
  call dynamodb wait table-exists --table-name "$table"
}

delete_table() {
  call dynamodb delete-table --table-name "$table" --query TableDescription.TableStatus
}

table_gone() {
  call dynamodb wait table-not-exists --table-name "$table"
}

# Sets table to nothing if it is gone.
find_table() {
  protected=False
  if [ -n "$table" ] && ! protected=$(is_protected 2>"$scratch/error"); then
    grep -q ResourceNotFoundException "$scratch/error" || fail "Cannot look at table $table: $(reason)"
    table=''
  fi
}

unprotect_table() {
  find_table
  if [ -n "$table" ] && [ "$protected" = True ]; then
    unprotect_call >"$scratch/answer"
    table_active
  fi
}

describe_logs() {
  call logs describe-log-groups --log-group-name-prefix "$1" --query "logGroups[?logGroupName=='$1'].[logGroupName]"
}

delete_logs() {
  call logs delete-log-group --log-group-name "$1"
}

# Takes those out of logs that are gone.
find_logs() {
  local group answer found=''
  for group in $logs; do
    answer=$(describe_logs "$group" 2>"$scratch/error") || fail "Cannot look at log group $group: $(reason)"
    [ "$answer" != "$group" ] || found="$found$group
"
  done
  logs=$found
}

describe_stream() {
  call kinesis describe-stream-summary --stream-name "$stream" --query StreamDescriptionSummary.StreamStatus
}

delete_stream() {
  call kinesis delete-stream --stream-name "$stream" --enforce-consumer-deletion
}

stream_gone() {
  call kinesis wait stream-not-exists --stream-name "$stream"
}

# Sets stream to nothing if it is gone.
find_stream() {
  if [ -n "$stream" ] && ! describe_stream >"$scratch/answer" 2>"$scratch/error"; then
    grep -q ResourceNotFoundException "$scratch/error" || fail "Cannot look at stream $stream: $(reason)"
    stream=''
  fi
}

remove_data() {
  local group
  # Again: a function may have written between the first time and its own end.
  empty_bucket
  if [ -n "$bucket" ]; then
    delete_bucket
    say "Deleted bucket $bucket."
  fi
  unprotect_table
  if [ -n "$table" ]; then
    delete_table >"$scratch/answer"
    table_gone
    say "Deleted table $table; DynamoDB keeps its last backup for 35 days."
  fi
  find_stream
  if [ -n "$stream" ]; then
    delete_stream
    stream_gone
    say "Deleted stream $stream."
  fi
  find_logs
  for group in $logs; do
    delete_logs "$group"
    say "Deleted log group $group."
  done
}

say_kept() {
  local group
  if [ -z "$stream$table$bucket$logs" ]; then
    say "Nothing of it was kept."
    return
  fi
  say "Kept, and paid for:"
  [ -z "$stream" ] || say "  stream $stream"
  [ -z "$table" ] || say "  table  $table"
  [ -z "$bucket" ] || say "  bucket $bucket"
  for group in $logs; do
    say "  logs   $group"
  done
  say "To delete them: $(quoted "$here/teardown.sh" "$stack" --delete-data --region "$region")"
}

# ------------------------------------------------------------------------------------------------- steps

# The stack is not there, but what deleted ones of that name have left may be: each is asked about.
remove_left_data() {
  local ids id found=false
  list_deleted >"$scratch/deleted"
  ids=$(sed -n '/^arn:/p' "$scratch/deleted")
  for id in $ids; do
    stack_id=$id
    read_resources
    find_bucket
    find_table
    find_stream
    find_logs
    if [ -n "$stream$table$bucket$logs" ]; then
      found=true
      confirm "what stack $stack has left, which was deleted as $id"
      remove_data
    fi
  done
  if ! $found; then
    say "There is no stack $stack in $region, and nothing is left of one that was deleted in the last 90 days."
  fi
}

remove_standing_stack() {
  require_deletable
  read_resources
  confirm "stack $stack${job:+ and its job $job}"
  if [ -n "$job" ]; then
    stop_job
  fi
  if $delete_data; then
    empty_bucket
    unprotect_table
  fi
  remove_stack
  read_resources
  if $delete_data; then
    remove_data
    say "Nothing of stack $stack is left but the artifacts in the bucket that they were deployed from."
  else
    say_kept
  fi
}

plan() {
  job='<job>' stream='<stream>' table='<table>' bucket='<bucket>'
  identity
  describe_stack "$stack"
  if $delete_data; then
    say "# If there is no stack, those of that name that were deleted, which may have left data:"
    list_deleted
  fi
  say "# If there is one, whether it may be deleted:"
  termination_protection "$stack"
  say "# What it is made of:"
  list_resources "$stack"
  say "# Unless the job has stopped, the first until it has:"
  describe_job
  stop_job_call
  if $delete_data; then
    say "# If the job cannot take its snapshot, or does not stop:"
    stop_job_call --force
    say "# Before the stack, which deletes neither a bucket that is not empty nor a protected table:"
    plan_empty_bucket
    plan_unprotect_table
  fi
  say "# The first and the last until the stack is gone, the last if there are many events:"
  recent_events "$stack" --no-paginate
  delete_stack "$stack"
  recent_events "$stack" --no-paginate
  recent_events "$stack"
  say "# What was kept:"
  list_resources "$stack"
  if $delete_data; then
    say "# What of that is still there:"
    plan_empty_bucket
    delete_bucket
    plan_unprotect_table
    delete_table
    table_gone
    describe_stream
    delete_stream
    stream_gone
    say "# For each log group:"
    describe_logs '<logs>'
    delete_logs '<logs>'
  fi
}

plan_empty_bucket() {
  head_bucket
  list_uploads
  say "# For each upload:"
  abort_upload '<upload>' '<key>'
  say "# Until the bucket is empty:"
  list_versions
  scratch='<scratch>' delete_objects
}

plan_unprotect_table() {
  is_protected
  say "# If it is protected:"
  unprotect_call
  table_active
}

parse "$@"
require_aws
if $dry_run; then
  plan
  exit 0
fi
find_stack "$stack"
if [ -n "$stack_id" ]; then
  remove_standing_stack
elif $delete_data; then
  remove_left_data
else
  say "There is no stack $stack in $region."
fi
