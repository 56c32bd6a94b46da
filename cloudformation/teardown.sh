#!/usr/bin/env bash
# Stops the job and deletes the stack, and with --delete-data also the data that the stack leaves. See --help.
set -euo pipefail

# Finds the folder of this script, also through a symbolic link and with an exported CDPATH.
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

# Twenty minutes: a job that has not stopped by then will not stop.
readonly job_polls=240

help() {
  cat <<'HELP'
Usage: cloudformation/teardown.sh STACK [OPTION ...]

Asks for confirmation, stops the Flink job, deletes the stack, and shows the stack's events. At the end it lists what
was kept. The deletion of the stack keeps the logs of the job and of its starter. It also keeps the stream, the table
and the bucket, unless the stack's parameter DataDeletionPolicy is Delete. You can run the script again at any time.

The job is stopped with a snapshot. It is stopped by force only with --delete-data, and only if it does not stop
otherwise.

  --yes            does not ask for confirmation
  --delete-data    also deletes the stream, the table, the logs, and the bucket with every version of every object. If
                   the stack is already deleted, does this for each stack of that name that was deleted in the last 90
                   days.
  --region REGION  the stack's region; default: AWS_REGION, AWS_DEFAULT_REGION, or that of your AWS profile
  --dry-run        prints every AWS call, read-only calls included, and makes none. Needs neither the AWS CLI nor
                   credentials. Names that would be read from the stack are shown as <bucket>, <table> ...
  --help           prints this

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
      -*) usage_error "Unknown option: $1" ;;
      *)
        [ -z "$stack" ] || usage_error "Only one stack can be given; found: $stack and $1"
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

# Prints the id of each deleted stack with the name $stack, the newest first.
list_deleted() {
  call cloudformation list-stacks --stack-status-filter DELETE_COMPLETE \
    --query "StackSummaries[?StackName=='$stack'].[StackId]"
}

# physical LOGICAL_ID: prints the physical name of a resource, from the scratch file "resources"; nothing if the
# resource is deleted.
physical() {
  awk -F '\t' -v id="$1" '
    $1 == id && $2 != "DELETE_COMPLETE" && $3 != "None" { print $3; exit }' "$scratch/resources"
}

# Prints the names of the log groups that are not deleted, one per line.
physical_logs() {
  awk -F '\t' '
    $4 == "AWS::Logs::LogGroup" && $2 != "DELETE_COMPLETE" && $3 != "None" { print $3 }' "$scratch/resources"
}

read_resources() {
  # CloudFormation forgets a deleted stack that never had a resource.
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

# Fails, before anything is changed, if CloudFormation would not delete the stack.
require_deletable() {
  local protected
  case $status in
    # CloudFormation deletes a stack in these states.
    REVIEW_IN_PROGRESS | CREATE_IN_PROGRESS | DELETE_IN_PROGRESS) ;;
    *_IN_PROGRESS)
      fail "Stack $stack is in state $status and cannot be deleted now. Nothing was changed. Wait until that" \
        "operation has ended, then run this again."
      ;;
  esac
  protected=$(termination_protection "$stack_id") || exit 1
  if [ "$protected" = True ]; then
    fail "Stack $stack is protected from deletion. Nothing was changed. To end the protection:" \
      "$(quoted aws cloudformation update-termination-protection --stack-name "$stack" \
        --no-enable-termination-protection --region "$region")"
  fi
}

# confirm WHAT: says what will be deleted. Without --yes, fails unless the person types the stack's name.
confirm() {
  local answer='' data group
  say "This deletes $1."
  if $delete_data; then
    data="${bucket:+ bucket $bucket}${table:+ table $table}${stream:+ stream $stream}"
    for group in $logs; do
      data="$data logs $group"
    done
    say "These are deleted with everything in them:$data"
  fi
  if $yes; then
    return
  fi
  printf '%s' "Type the stack's name to continue: "
  # If the input ends before the line ends, the answer is no, even if the line has the stack's name.
  read -r answer || {
    answer=''
    say
  }
  [ "$answer" = "$stack" ] || fail "Not deleted: $1."
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

# Whether the service refused the stop because the job does not run.
job_does_not_run() {
  grep -q -e ResourceInUseException -e InvalidRequestException -e InvalidApplicationConfigurationException \
    -e InvalidArgumentException "$scratch/error"
}

# Stops the job with a snapshot, which also commits the archive's open files. The deletion of the stack would stop the
# job, too. But if that stop failed, the deletion would stop the job by force, even without --delete-data.
stop_job() {
  local state was='' polls=0 asked=false forced=false
  while :; do
    if ! state=$(describe_job 2>"$scratch/error"); then
      job_is_absent || fail "Cannot read the state of job $job: $(reason)"
      say "Job $job is gone."
      return
    fi
    [ "$state" = "$was" ] || say "Job $job: $state."
    case $state in
      READY) return ;;
      ROLLED_BACK)
        # The state does not say whether the previous version runs. If no version runs, the service refuses the stop.
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
          could_not_stop "was to stop, but runs again: its snapshot failed"
          forced=true
          polls=0
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

# Whether the service stops a job by force in this state.
can_be_forced() {
  case $state in
    STARTING | UPDATING | STOPPING | AUTOSCALING | RUNNING) ;;
    *) return 1 ;;
  esac
}

# could_not_stop WHAT: stops the job by force if --delete-data is given, the job's state allows it, and no stop was
# forced before. Otherwise fails. A forced stop takes no snapshot, so the orders since the last checkpoint are then
# missing in the archive.
could_not_stop() {
  if $forced; then
    fail "Job $job $1, although its stop was forced."
  fi
  can_be_forced || fail "Job $job $1. In that state the service accepts no forced stop. Wait until the state has" \
    "changed, then run this again."
  if ! $delete_data; then
    fail "Job $job $1. The job's log says why. After a forced stop, the orders since the last checkpoint are missing" \
      "in the archive. To force the stop: $(quoted aws kinesisanalyticsv2 stop-application --application-name "$job" \
        --force --region "$region")"
  fi
  say "Job $job $1. Stopping it by force, since its data is deleted, too."
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
    $delete_data || say "Only --delete-data deletes a bucket that is not empty, and a protected table."
    fail "Stack $stack: $status. First failure: $(first_failure)"
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

# Prints a page of versions. A page has at most a thousand, which is also the limit of delete-objects. The page is JSON,
# as delete-objects takes it: a key may contain any character, so a list as text would be ambiguous.
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

# Sets bucket to '' if the bucket does not exist any more.
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

# Prints whether the table is protected. Without this check, the update of a table that is not protected would be an
# error: DynamoDB refuses an update that changes nothing.
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

# Sets the variable "protected". Sets table to '' if the table does not exist any more.
find_table() {
  protected=False
  if [ -n "$table" ] && ! protected=$(is_protected 2>"$scratch/error"); then
    grep -q ResourceNotFoundException "$scratch/error" || fail "Cannot read the state of table $table: $(reason)"
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

# Removes from the variable "logs" the names of log groups that do not exist any more.
find_logs() {
  local group answer found=''
  for group in $logs; do
    answer=$(describe_logs "$group" 2>"$scratch/error") || fail "Cannot read the state of log group $group: $(reason)"
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

# Sets stream to '' if the stream does not exist any more.
find_stream() {
  if [ -n "$stream" ] && ! describe_stream >"$scratch/answer" 2>"$scratch/error"; then
    grep -q ResourceNotFoundException "$scratch/error" || fail "Cannot read the state of stream $stream: $(reason)"
    stream=''
  fi
}

remove_data() {
  local group
  # This empties the bucket again if the stack was just deleted: a function may have written to the bucket until the
  # function was deleted with the stack.
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
    say "Nothing was kept."
    return
  fi
  say "These are kept and still cost money:"
  [ -z "$stream" ] || say "  stream $stream"
  [ -z "$table" ] || say "  table  $table"
  [ -z "$bucket" ] || say "  bucket $bucket"
  for group in $logs; do
    say "  logs   $group"
  done
  say "To delete them: $(quoted "$here/teardown.sh" "$stack" --delete-data --region "$region")"
}

# ------------------------------------------------------------------------------------------------- steps

# Removes the data that each deleted stack with the name $stack has left. Asks before it removes the data of each stack.
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
      confirm "the data of the deleted stack $id"
      remove_data
    fi
  done
  if ! $found; then
    say "There is no stack $stack in $region, and no data of a stack that was deleted in the last 90 days."
  fi
}

remove_existing_stack() {
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
    say "Stack $stack and all its data are deleted. Its artifacts are still in the bucket of the artifacts."
  else
    say_kept
  fi
}

plan() {
  job='<job>' stream='<stream>' table='<table>' bucket='<bucket>'
  identity
  describe_stack "$stack"
  if $delete_data; then
    say "# If the stack does not exist, the deleted stacks of that name, which may have left data:"
    list_deleted
  fi
  say "# If the stack exists, whether it is protected from deletion:"
  termination_protection "$stack"
  say "# The resources of the stack:"
  list_resources "$stack"
  say "# The first call is repeated until the job has stopped. The second is made only if it has not stopped yet:"
  describe_job
  stop_job_call
  if $delete_data; then
    say "# If the job's snapshot fails, or the job does not stop:"
    stop_job_call --force
    say "# CloudFormation deletes neither a bucket that is not empty nor a protected table, so these come first:"
    plan_empty_bucket
    plan_unprotect_table
  fi
  say "# The third call is repeated until the stack is deleted. The fourth is made if there are many events:"
  recent_events "$stack" --no-paginate
  delete_stack "$stack"
  recent_events "$stack" --no-paginate
  recent_events "$stack"
  say "# The resources that were kept:"
  list_resources "$stack"
  if $delete_data; then
    say "# For the data that still exists:"
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
  say "# If the table is protected:"
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
  remove_existing_stack
elif $delete_data; then
  remove_left_data
else
  say "There is no stack $stack in $region."
fi
