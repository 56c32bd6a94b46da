#!/usr/bin/env bash
# Uploads the artifacts and creates or updates the stack. See --help.
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
root=$(dirname "$here")
# shellcheck source=aws-cli.sh
. "$here/aws-cli.sh"

readonly template="$here/template.yaml"
readonly artifacts='flink-job/target/flink-job.jar ingest-lambda/target/ingest-lambda.zip
  query-lambda/target/query-lambda.zip cloudformation/target/job-starter.zip'

help() {
  cat <<'HELP'
Usage: cloudformation/deploy.sh STACK --artifact-bucket BUCKET [OPTION ...]

Creates the stack, or updates it, and shows how it goes. Safe to repeat: what is already there is not uploaded again,
and without a change the stack stays as it is.

  --artifact-bucket BUCKET  where the artifacts and the template are uploaded, under orderstream/; a bucket of yours in
                            the stack's region (aws s3 mb s3://BUCKET makes one)
  --region REGION           the stack's region; otherwise AWS_REGION, AWS_DEFAULT_REGION or the profile's
  --parameter KEY=VALUE     a parameter of template.yaml, any number of times; an update keeps the values of the others
  --tags KEY=VALUE          a tag of the stack and of all its resources, any number of times; an update without tags
                            keeps them, one with tags replaces all of them
  --role-arn ARN            the role with which CloudFormation makes, changes and later deletes the resources; it keeps
                            it for the stack. You then need rights on CloudFormation, on the bucket, and iam:PassRole.
  --termination-protection  after a success, protect the stack from being deleted, teardown.sh included
  --dry-run                 print every AWS call that would be made, and make none, not even one that only reads;
                            needs neither the AWS CLI nor credentials, and builds nothing
  --help                    print this

Needs version 2 of the AWS CLI and credentials; Maven and a JDK 17 too if an artifact is missing or older than its
sources. The exit code is 1 if something failed and 2 if the arguments are wrong.

  cloudformation/deploy.sh orderstream --artifact-bucket my-artifacts --parameter ShardCount=2
HELP
}

stack=''
bucket=''
given=()
tags=()
role=''
protect=false
# The names of the artifacts that must be built first.
missing=''

parameter_names() {
  awk '/^[^ #]/ { inside = /^Parameters:/ } inside && /^  [A-Za-z0-9]+:/ { sub(/:.*/, ""); print $1 }' "$template"
}

check_bucket_name() {
  local LC_ALL=C
  [[ $bucket =~ ^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$ ]] || usage_error "That is no bucket's name: $bucket"
}

# Refuses what would only be found out after the uploads.
check_parameter() {
  local name=${1%%=*} LC_ALL=C
  if [ "$name" = "$1" ] || [ -z "$name" ]; then
    usage_error "--parameter takes KEY=VALUE; found: $1"
  fi
  if [[ $1 =~ [[:cntrl:]] ]]; then
    usage_error "A parameter's value has no control characters; found some in that of $name."
  fi
  case $name in
    ArtifactBucket | JobJarKey | IngestZipKey | QueryZipKey | StarterZipKey)
      usage_error "$name is not given: it follows from --artifact-bucket and the artifacts."
      ;;
  esac
  parameter_names | grep -Fqx -e "$name" || usage_error "The template has no parameter $name; it has: $(
    parameter_names | tr '\n' ' ' | sed 's/ $//'
  )"
}

# Refuses what CloudFormation would only refuse after the uploads.
check_tag() {
  local name=${1%%=*} other count=0 LC_ALL=C
  if [ "$name" = "$1" ] || [ -z "$name" ]; then
    usage_error "--tags takes KEY=VALUE; found: $1"
  fi
  if [[ $1 =~ [[:cntrl:]] ]]; then
    usage_error "A tag has no control characters; found some in that of $name."
  fi
  case $name in
    [Aa][Ww][Ss]:*) usage_error "The keys of tags that begin with aws: are those of AWS; found: $name" ;;
  esac
  for other in "${tags[@]}"; do
    [ "${other%%=*}" != "$name" ] || count=$((count + 1))
  done
  [ "$count" -eq 1 ] || usage_error "The tag $name is given twice."
}

check_role() {
  local LC_ALL=C
  [[ $role =~ ^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$ ]] ||
    usage_error "That is no role's ARN: $role"
}

parse() {
  local parameter value tag
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help)
        help
        exit 0
        ;;
      --dry-run) dry_run=true ;;
      --artifact-bucket)
        bucket=$(flag_value "$1" $# "${2-}")
        shift
        ;;
      --region)
        region=$(flag_value "$1" $# "${2-}")
        shift
        ;;
      --parameter)
        value=$(flag_value "$1" $# "${2-}")
        given+=("$value")
        shift
        ;;
      --tags)
        value=$(flag_value "$1" $# "${2-}")
        tags+=("$value")
        shift
        ;;
      --role-arn)
        role=$(flag_value "$1" $# "${2-}")
        shift
        ;;
      --termination-protection) protect=true ;;
      -*) usage_error "There is no option $1." ;;
      *)
        [ -z "$stack" ] || usage_error "One stack at a time; found: $stack and $1"
        stack=$1
        ;;
    esac
    shift
  done
  check_stack_name "$stack"
  [ -n "$bucket" ] || usage_error "--artifact-bucket is missing."
  check_bucket_name
  for parameter in ${given[@]+"${given[@]}"}; do
    check_parameter "$parameter"
  done
  for tag in ${tags[@]+"${tags[@]}"}; do
    check_tag "$tag"
  done
  [ -z "$role" ] || check_role
}

# ------------------------------------------------------------------------------------------------ artifacts

# Built: there, and newer than what it is made of. The folders count as well: theirs is the time at which a file in them
# was deleted.
is_built() {
  local module=${1%%/*}
  [ -e "$root/$1" ] || return 1
  [ -z "$(find "$root/pom.xml" "$root/src" "$root/order-model/pom.xml" "$root/order-model/src/main" \
    "$root/lambda-http/pom.xml" "$root/lambda-http/src/main" "$root/$module/pom.xml" "$root/$module/src/main" \
    -newer "$root/$1" -print 2>"$scratch/error" | sed 1q)" ]
}

build() {
  local artifact
  for artifact in $artifacts; do
    is_built "$artifact" || missing="$missing ${artifact##*/}"
  done
  [ -n "$missing" ] || return 0
  local command=(mvn -B -ntp -q -DskipTests -pl 'flink-job,ingest-lambda,query-lambda,cloudformation' -am package)
  if $dry_run; then
    say "# Missing or older than its sources:$missing"
    quoted cd "$root"
    quoted "${command[@]}"
    return
  fi
  command -v mvn >/dev/null ||
    fail "Maven is missing, and these artifacts are not built:$missing. Install Maven 3.8 and a JDK 17."
  say "Building$missing."
  (cd "$root" && "${command[@]}" >&2) || fail "The build failed."
  # Maven leaves an artifact alone that came out as it was; without this, it would be built every time from now on.
  for artifact in $artifacts; do
    touch "$root/$artifact"
  done
}

sha256() {
  if command -v sha256sum >/dev/null; then
    sha256sum <"$1" | cut -d ' ' -f 1
  else
    shasum -a 256 <"$1" | cut -d ' ' -f 1
  fi
}

# key FILE: orderstream/<name>-<hash of its content>.<extension>. Neither Lambda nor Flink reloads an overwritten key.
key() {
  local name=${1##*/} hash
  case "$dry_run $missing " in
    "true "*" $name "*) hash='<sha256>' ;;
    *) hash=$(sha256 "$1") || exit 1 ;;
  esac
  printf 'orderstream/%s-%s.%s\n' "${name%.*}" "$hash" "${name##*.}"
}

head_bucket() {
  call s3api head-bucket --bucket "$bucket" --query BucketRegion
}

require_bucket() {
  local answer
  if ! answer=$(head_bucket 2>"$scratch/error"); then
    if grep -q '(404)' "$scratch/error"; then
      fail "There is no bucket $bucket; make it: $(quoted aws s3 mb "s3://$bucket" --region "$region")"
    fi
    fail "Cannot reach bucket $bucket: $(reason)"
  fi
  # Older versions of the CLI do not tell.
  case $answer in
    '' | None | "$region") ;;
    *) fail "Bucket $bucket is in $answer, the stack in $region: functions load their code from their own region only." ;;
  esac
}

head_object() {
  call s3api head-object --bucket "$bucket" --key "$1" --query ContentLength
}

copy() {
  call s3 cp "$1" "s3://$bucket/$2" --only-show-errors
}

upload() {
  local file=$1 key=$2
  if $dry_run; then
    say "# ${file##*/}, and the second call only if the first finds nothing:"
    head_object "$key"
    copy "$file" "$key"
  elif head_object "$key" >"$scratch/size" 2>"$scratch/error"; then
    say "Is there: $key"
  elif grep -q '(404)' "$scratch/error"; then
    say "Uploading: $key"
    copy "$file" "$key"
  else
    fail "Cannot tell whether $key is in bucket $bucket (needs s3:GetObject and s3:ListBucket): $(reason)"
  fi
}

upload_all() {
  job_jar=$(key "$root/flink-job/target/flink-job.jar")
  ingest_zip=$(key "$root/ingest-lambda/target/ingest-lambda.zip")
  query_zip=$(key "$root/query-lambda/target/query-lambda.zip")
  starter_zip=$(key "$here/target/job-starter.zip")
  template_key=$(key "$template")
  upload "$root/flink-job/target/flink-job.jar" "$job_jar"
  upload "$root/ingest-lambda/target/ingest-lambda.zip" "$ingest_zip"
  upload "$root/query-lambda/target/query-lambda.zip" "$query_zip"
  upload "$here/target/job-starter.zip" "$starter_zip"
  # From the bucket, since as an argument a template must not be larger than 51,200 bytes.
  upload "$template" "$template_key"
}

# ------------------------------------------------------------------------------------------------- change set

template_url() {
  local domain=amazonaws.com
  case $region in
    cn-*) domain=amazonaws.com.cn ;;
  esac
  printf 'https://s3.%s.%s/%s/%s\n' "$region" "$domain" "$bucket" "$template_key"
}

# given_value NAME: the value of --parameter NAME=..., the last one if it is there twice; false without one.
given_value() {
  local parameter value='' found=1
  for parameter in ${given[@]+"${given[@]}"}; do
    if [ "${parameter%%=*}" = "$1" ]; then
      value=${parameter#*=}
      found=0
    fi
  done
  printf '%s\n' "$value"
  return $found
}

json_string() {
  printf '"%s"' "$(printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g')"
}

# parameters_json PREVIOUS: as JSON, since the short form gives commas a meaning. PREVIOUS are the names, between
# blanks, that the stack has values for.
parameters_json() {
  local name value separator='['
  for name in $(parameter_names); do
    case $name in
      ArtifactBucket) value=$bucket ;;
      JobJarKey) value=$job_jar ;;
      IngestZipKey) value=$ingest_zip ;;
      QueryZipKey) value=$query_zip ;;
      StarterZipKey) value=$starter_zip ;;
      *)
        if ! value=$(given_value "$name"); then
          # An object version says nothing about another key.
          if [ "$name" != JobJarVersion ] && [ "${1#* "$name" }" != "$1" ]; then
            printf '%s{"ParameterKey":"%s","UsePreviousValue":true}' "$separator" "$name"
            separator=,
            continue
          fi
          [ "$name" = DatabaseName ] || continue
          # Unlike a stack's, a database's name has neither capitals nor hyphens.
          value=$(printf '%s' "$stack" | tr 'A-Z-' 'a-z_')
        fi
        ;;
    esac
    printf '%s{"ParameterKey":"%s","ParameterValue":%s}' "$separator" "$name" "$(json_string "$value")"
    separator=,
  done
  printf ']\n'
}

# As JSON, like the parameters.
tags_json() {
  local tag separator='['
  for tag in "${tags[@]}"; do
    printf '%s{"Key":%s,"Value":%s}' "$separator" "$(json_string "${tag%%=*}")" "$(json_string "${tag#*=}")"
    separator=,
  done
  printf ']\n'
}

# create_change_set CREATE|UPDATE PREVIOUS
create_change_set() {
  local capabilities=(CAPABILITY_IAM) options=()
  if [ ${#tags[@]} -gt 0 ]; then
    options+=(--tags "$(tags_json)")
  fi
  if [ -n "$role" ]; then
    options+=(--role-arn "$role")
  fi
  if grep -q '^Transform:' "$template"; then
    capabilities+=(CAPABILITY_AUTO_EXPAND)
  fi
  call cloudformation create-change-set --stack-name "$stack" --change-set-name "$change_set" --change-set-type "$1" \
    --template-url "$(template_url)" --parameters "$(parameters_json "$2")" \
    --capabilities "${capabilities[@]}" ${options[@]+"${options[@]}"} --query Id
}

describe_change_set() {
  call cloudformation describe-change-set --stack-name "$stack" --change-set-name "$change_set" \
    --query '[Status,StatusReason]'
}

delete_change_set() {
  call cloudformation delete-change-set --stack-name "$stack" --change-set-name "$change_set"
}

execute_change_set() {
  call cloudformation execute-change-set --stack-name "$stack" --change-set-name "$change_set"
}

protect_stack() {
  call cloudformation update-termination-protection --stack-name "$stack" --enable-termination-protection \
    --query StackId
}

# The log groups that are left of a stack that was not created whole: those of the job and of its starter.
kept_logs() {
  local query="StackResourceSummaries[?ResourceType=='AWS::Logs::LogGroup' && ResourceStatus!='DELETE_COMPLETE']"
  call cloudformation list-stack-resources --stack-name "$stack" --query "$query.[PhysicalResourceId]"
}

previous_parameters() {
  call cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].Parameters[].ParameterKey'
}

# What to do with a stack that was not created whole. By its own rollback it keeps stream, table and bucket, which cost,
# and a next try makes them anew. RetainExceptOnCreate would not help: the transform AWS::LanguageExtensions does not know
# it in DeletionPolicy, and as a flag of the change set it ends in ROLLBACK_FAILED at the table, which is protected.
remove_the_rest() {
  say "Remove it, and the stream, table, bucket and logs that it has kept, or each try leaves some more to pay for:" \
    "$(quoted "$here/teardown.sh" "$stack" --delete-data --region "$region")"
}

# The starter fails a rollback, too, if the old job is not healthy either. Without it the stack gets into a state in which
# a mended job can be deployed.
continue_rollback() {
  say "Mend what its events name, then:" \
    "$(quoted aws cloudformation continue-update-rollback --stack-name "$stack" --region "$region")." \
    "If JobStart failed since the job cannot be healthy before the next deployment, add --resources-to-skip JobStart." \
    "$(stop_first)"
}

# The first step of what docs/operations.md says about a job that cannot be restored.
stop_first() {
  say "If the job cannot be restored, stop it first:" \
    "$(quoted aws kinesisanalyticsv2 stop-application --application-name JOB --force --region "$region")," \
    "where JOB is the stack's output JobName; \"When the job cannot be restored\" in $root/docs/operations.md says what comes then."
}

# Sets change_type, or says why this stack cannot be deployed as it is.
choose_change_type() {
  local remove
  remove="it can only be removed: $(quoted "$here/teardown.sh" "$stack" --region "$region")"
  change_type=UPDATE
  case $status in
    '') change_type=CREATE ;;
    REVIEW_IN_PROGRESS)
      say "Stack $stack has nothing but a change set that was never executed; going on with a new one."
      change_type=CREATE
      ;;
    ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED)
      fail "Stack $stack is in state $status: it was never created whole. $(remove_the_rest)"
      ;;
    DELETE_FAILED) fail "Stack $stack is in state DELETE_FAILED: $remove" ;;
    UPDATE_ROLLBACK_FAILED)
      fail "Stack $stack is in state $status. $(continue_rollback)"
      ;;
    UPDATE_FAILED)
      fail "Stack $stack is in state $status: an update without a rollback failed. Take it back, then run this again:" \
        "$(quoted aws cloudformation rollback-stack --stack-name "$stack" --region "$region")"
      ;;
    UPDATE_*IN_PROGRESS)
      fail "Stack $stack is in state $status: wait until that has ended, and run this again. $(stop_first)"
      ;;
    *_IN_PROGRESS) fail "Stack $stack is in state $status: wait until that has ended, and run this again." ;;
  esac
}

# Waits for the change set; false if there is nothing to change.
wait_for_change_set() {
  local answer why
  while :; do
    answer=$(describe_change_set) || exit 1
    why=$(printf '%s' "$answer" | cut -f 2-)
    case $(printf '%s' "$answer" | sed 1q | cut -f 1) in
      CREATE_COMPLETE) return 0 ;;
      FAILED) break ;;
      *) sleep "$poll_seconds" ;;
    esac
  done
  delete_change_set || exit 1
  case $why in
    *"didn't contain changes"* | *'No updates are to be performed'*) return 1 ;;
    *) fail "CloudFormation refuses the change: $why" ;;
  esac
}

apply() {
  local previous=''
  if [ "$change_type" = UPDATE ]; then
    previous=$(previous_parameters | tr '\t' ' ')
  fi
  create_change_set "$change_type" " $previous " >"$scratch/id"
  if ! wait_for_change_set; then
    say "No changes: stack $stack is up to date."
    return
  fi
  remember_events "$stack"
  execute_change_set
  follow_stack "$stack" "$stack"
  case $status in
    CREATE_COMPLETE | UPDATE_COMPLETE) say "Stack $stack: $status." ;;
    *) fail "Stack $stack: $status. First failed: $(first_failure)$(hint)" ;;
  esac
}

# What helps after some failures.
hint() {
  case $status in
    ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED)
      show_kept_logs
      printf '\n%s' "$(remove_the_rest)"
      ;;
    UPDATE_ROLLBACK_FAILED) printf '\n%s' "$(continue_rollback)" ;;
  esac
  if stopped_by_alarms; then
    printf '\n%s %s' "Alarms stopped the new version of a function. If they were on before it, as in an outage that it is" \
      "to end, deploy it without them, and the next time with them again: --parameter DeploymentAlarms=false"
  fi
}

# It says nothing if they cannot be listed: that must not hide the failure itself.
show_kept_logs() {
  local group
  kept_logs >"$scratch/logs" 2>"$scratch/error" || return 0
  while read -r group; do
    [ "$group" = None ] ||
      printf '\nA log that was kept: %s' "$(quoted aws logs tail "$group" --since 1h --region "$region")"
  done <"$scratch/logs"
}

stopped_by_alarms() {
  awk -F '\t' '$3 ~ /_FAILED$/ && $4 == "AWS::Lambda::Alias" && tolower($6) ~ /alarm/ { found = 1 }
    END { exit !found }' "$events"
}

# --------------------------------------------------------------------------------------------------- answers

outputs() {
  call cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].Outputs[].[OutputKey,OutputValue]'
}

authorization() {
  call cloudformation describe-stacks --stack-name "$stack" \
    --query "Stacks[0].Parameters[?ParameterKey=='Authorization'].ParameterValue | [0]"
}

# The reader's shell, not this one, puts the credentials in.
example() {
  local body='{"order": {"accountid": "a1", "vendorid": "v1", "details": {"unitprice": "4.5", "quantity": 2}}}'
  say
  say 'Post an order:'
  say
  say "  curl -s $1/order -H 'content-type: application/json' \\"
  case $2 in
    NONE) ;;
    JWT) say "    -H \"authorization: Bearer \$TOKEN\" \\" ;;
    *)
      say "    --aws-sigv4 aws:amz:$region:execute-api --user \"\$AWS_ACCESS_KEY_ID:\$AWS_SECRET_ACCESS_KEY\" \\"
      say "    -H \"x-amz-security-token: \$AWS_SESSION_TOKEN\" \\"
      ;;
  esac
  say "    -d '$body'"
  case $2 in
    NONE | JWT) ;;
    *)
      say
      say "With curl 7.75 or newer. If those variables are not set:" \
        "eval \"\$(aws configure export-credentials --format env)\""
      ;;
  esac
}

show_outputs() {
  local address caller
  outputs >"$scratch/outputs"
  say
  awk -F '\t' '{ printf "%-12s %s\n", $1, $2 }' "$scratch/outputs"
  address=$(awk -F '\t' '$1 == "ApiAddress" { print $2 }' "$scratch/outputs")
  caller=$(authorization)
  example "$address" "$caller"
}

plan() {
  identity
  head_bucket
  upload_all
  say "# What the stack is, if it is:"
  describe_stack "$stack"
  say "# If there is no stack:"
  create_change_set CREATE ''
  say "# If there is one; its values are kept for the parameters that it has:"
  previous_parameters
  create_change_set UPDATE " $(parameter_names | tr '\n' ' ')"
  say "# Until the change set is ready, every $poll_seconds seconds:"
  describe_change_set
  say "# If it holds no changes, or is refused:"
  delete_change_set
  say "# Otherwise, the second and the last until the stack has settled, the last if there are many events:"
  recent_events "$stack" --no-paginate
  execute_change_set
  recent_events "$stack" --no-paginate
  recent_events "$stack"
  say "# If the stack was not created whole, which logs it has kept:"
  kept_logs
  if $protect; then
    say "# If it was created or updated, or holds no changes:"
    protect_stack
  fi
  say "# To tell the outcome:"
  outputs
  authorization
}

parse "$@"
require_aws
change_set="deploy-$(date -u +%Y%m%dT%H%M%SZ)-$$"
build
if $dry_run; then
  plan
  exit 0
fi
require_bucket
find_stack "$stack"
choose_change_type
upload_all
apply
if $protect; then
  protect_stack >"$scratch/answer"
  say "Stack $stack is protected from being deleted."
fi
show_outputs
