#!/usr/bin/env bash
# Uploads the artifacts and creates or updates the stack. See --help.
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
root=$(dirname "$here")
# shellcheck source=aws-cli.sh
. "$here/aws-cli.sh"

readonly template="$here/template.yaml"
readonly artifacts='flink-job/target/flink-job.jar ingest-lambda/target/ingest-lambda.zip
  query-lambda/target/query-lambda.zip cloudformation/target/job-starter.zip'

help() {
  cat <<'HELP'
Usage: cloudformation/deploy.sh STACK --artifact-bucket BUCKET [OPTION ...]

Creates or updates the stack, and shows its events. You can repeat it at any time: artifacts that are in the bucket
are not uploaded again, and without a change the stack stays as it is.

  --artifact-bucket BUCKET  the bucket for the artifacts and the template, which go under orderstream/. It must be
                            yours and in the stack's region. To create one: aws s3 mb s3://BUCKET
  --region REGION           the stack's region; default: AWS_REGION, AWS_DEFAULT_REGION, or that of your AWS profile
  --parameter KEY=VALUE     sets a parameter of template.yaml; may be repeated. An update keeps all other parameters,
                            except JobJarVersion.
  --tags KEY=VALUE          a tag for the stack and for each resource that can have tags; may be repeated. An update
                            without --tags keeps the tags, an update with --tags replaces all of them.
  --role-arn ARN            the role with which CloudFormation creates, updates and later deletes the resources. For a
                            deployment, you then need permissions only for CloudFormation and the bucket of the
                            artifacts, and iam:PassRole. teardown.sh also needs kinesisanalytics:DescribeApplication and
                            kinesisanalytics:StopApplication, and with --delete-data permissions to empty and delete
                            the stack's bucket, to read, update and delete the table, and to read and delete the
                            stream and the logs.
  --termination-protection  after a success, protects the stack from deletion, also by teardown.sh
  --dry-run                 prints every AWS call, read-only calls included, and makes none. Builds nothing, and needs
                            neither the AWS CLI nor credentials.
  --help                    prints this

Needs version 2 of the AWS CLI and credentials. If an artifact is missing or older than its sources, also needs Maven
and a JDK 17. The exit code is 1 if something failed, and 2 if the arguments are wrong.

  cloudformation/deploy.sh orderstream --artifact-bucket my-artifacts --parameter ShardCount=2
HELP
}

stack=''
bucket=''
given=()
tags=()
role=''
protect=false
# The names of the artifacts that have to be built first.
missing=''

parameter_names() {
  awk '/^[^ #]/ { inside = /^Parameters:/ } inside && /^  [A-Za-z0-9]+:/ { sub(/:.*/, ""); print $1 }' "$template"
}

check_bucket_name() {
  local LC_ALL=C
  [[ $bucket =~ ^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$ ]] || usage_error "Not a bucket name: $bucket"
}

# Refuses a parameter that cannot be passed on. Without a check, parameters_json would ignore a value for an unknown
# name or for a name that the script sets, and would print control characters as invalid JSON.
check_parameter() {
  local name=${1%%=*} LC_ALL=C
  if [ "$name" = "$1" ] || [ -z "$name" ]; then
    usage_error "--parameter takes KEY=VALUE; found: $1"
  fi
  if [[ $1 =~ [[:cntrl:]] ]]; then
    usage_error "The value of parameter $name contains control characters: remove them."
  fi
  case $name in
    ArtifactBucket | JobJarKey | IngestZipKey | QueryZipKey | StarterZipKey)
      usage_error "Do not set $name: the script sets it from --artifact-bucket and the artifacts."
      ;;
  esac
  parameter_names | grep -Fqx -e "$name" || usage_error "The template has no parameter $name; it has: $(
    parameter_names | tr '\n' ' ' | sed 's/ $//'
  )"
}

# Refuses a wrong tag before the uploads. CloudFormation would refuse a key that begins with aws:, and a key that is
# given twice, but only after the uploads. Without a check, tags_json would print control characters as invalid JSON.
check_tag() {
  local name=${1%%=*} other count=0 LC_ALL=C
  if [ "$name" = "$1" ] || [ -z "$name" ]; then
    usage_error "--tags takes KEY=VALUE; found: $1"
  fi
  if [[ $1 =~ [[:cntrl:]] ]]; then
    usage_error "The tag $name contains control characters: remove them."
  fi
  case $name in
    [Aa][Ww][Ss]:*) usage_error "A tag key must not begin with aws:, in lower or upper case; found: $name" ;;
  esac
  for other in "${tags[@]}"; do
    [ "${other%%=*}" != "$name" ] || count=$((count + 1))
  done
  [ "$count" -eq 1 ] || usage_error "Duplicate tag key: $name"
}

check_role() {
  local LC_ALL=C
  [[ $role =~ ^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$ ]] ||
    usage_error "Not the ARN of an IAM role: $role"
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
      -*) usage_error "Unknown option: $1" ;;
      *)
        [ -z "$stack" ] || usage_error "Only one stack can be given; found: $stack and $1"
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

# Whether the artifact exists and is newer than its sources. Folders are compared as well: a folder's time changes when
# a file in it is deleted.
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
    fail "Maven is missing, and these artifacts have to be built:$missing. Install Maven 3.8 and a JDK 17."
  say "Building$missing."
  touch "$scratch/started"
  (cd "$root" && "${command[@]}" >&2) || fail "The build failed."
  # Maven does not touch an artifact whose content is unchanged. Without a new time, the artifact would count as older
  # than its sources at each deployment. A source that was saved during the build may not be in the artifact. So the
  # artifact gets the time when the build started.
  for artifact in $artifacts; do
    touch -r "$scratch/started" "$root/$artifact"
  done
}

sha256() {
  if command -v sha256sum >/dev/null; then
    sha256sum <"$1" | cut -d ' ' -f 1
  else
    shasum -a 256 <"$1" | cut -d ' ' -f 1
  fi
}

# key FILE: prints orderstream/<name>-<hash of its content>.<extension>. The key must change with the content: if an
# object is overwritten under its old key, Lambda and Flink do not load it again.
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
      fail "There is no bucket $bucket. To create it: $(quoted aws s3 mb "s3://$bucket" --region "$region")"
    fi
    fail "Cannot reach bucket $bucket: $(reason)"
  fi
  # Older versions of the CLI do not print the region.
  case $answer in
    '' | None | "$region") ;;
    *) fail "Bucket $bucket is in $answer, and the stack in $region. Lambda loads code from its own region only." ;;
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
    say "# ${file##*/}. The second call is made only if the first one finds nothing:"
    head_object "$key"
    copy "$file" "$key"
  elif head_object "$key" >"$scratch/size" 2>"$scratch/error"; then
    say "Already uploaded: $key"
  elif grep -q '(404)' "$scratch/error"; then
    say "Uploading: $key"
    copy "$file" "$key"
  else
    fail "Cannot tell whether $key is in bucket $bucket. This check needs s3:GetObject and s3:ListBucket. The" \
      "AWS CLI says: $(reason)"
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
  # CloudFormation reads the template from the bucket: a template in an argument may have at most 51,200 bytes.
  upload "$template" "$template_key"
}

# ------------------------------------------------------------------------------------------------- change set

template_url() {
  local domain=amazonaws.com
  case $region in
    cn-*) domain=amazonaws.com.cn ;;
    eusc-*) domain=amazonaws.eu ;;
  esac
  printf 'https://s3.%s.%s/%s/%s\n' "$region" "$domain" "$bucket" "$template_key"
}

# given_value NAME: prints the value of the last --parameter NAME=...; false if there is none.
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

# parameters_json PREVIOUS: prints the parameters as JSON, since a comma would end a value in the CLI's short form. A
# parameter that is not printed gets its default. PREVIOUS has the names of the stack's parameters, with a blank before
# and after each.
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
          # JobJarVersion is not kept: an object version belongs to one key, and the key may be new.
          if [ "$name" != JobJarVersion ] && [ "${1#* "$name" }" != "$1" ]; then
            printf '%s{"ParameterKey":"%s","UsePreviousValue":true}' "$separator" "$name"
            separator=,
            continue
          fi
          [ "$name" = DatabaseName ] || continue
          # The stack's name in lower case and with _ for -: a database's name cannot have capitals or hyphens.
          value=$(printf '%s' "$stack" | tr 'A-Z-' 'a-z_')
        fi
        ;;
    esac
    printf '%s{"ParameterKey":"%s","ParameterValue":%s}' "$separator" "$name" "$(json_string "$value")"
    separator=,
  done
  printf ']\n'
}

# Prints the tags as JSON.
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

# Prints the log groups that are left after a creation that failed: the logs of the job and of its starter.
kept_logs() {
  local query="StackResourceSummaries[?ResourceType=='AWS::Logs::LogGroup' && ResourceStatus!='DELETE_COMPLETE']"
  call cloudformation list-stack-resources --stack-name "$stack" --query "$query.[PhysicalResourceId]"
}

previous_parameters() {
  call cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].Parameters[].ParameterKey'
}

# How to remove a stack whose creation failed. The rollback keeps the stream, the table and the bucket, which cost
# money, and the next try creates new ones. RetainExceptOnCreate does not help: the transform AWS::LanguageExtensions
# does not know this value in DeletionPolicy. If execute-change-set gets the flag --retain-except-on-create, the
# rollback fails at the protected table (ROLLBACK_FAILED).
advise_removal() {
  say "Remove the stack with the stream, table, bucket and logs that it has kept. Otherwise each try leaves more of" \
    "them, and they cost money. To remove it:" \
    "$(quoted "$here/teardown.sh" "$stack" --delete-data --region "$region")"
}

# How to finish a rollback that failed. A rollback fails at JobStart if the old version's job is not healthy. If the
# rollback skips JobStart, the stack gets into a state in which a fixed job can be deployed.
advise_rollback() {
  say "Fix the cause that the stack's events name, then run:" \
    "$(quoted aws cloudformation continue-update-rollback --stack-name "$stack" --region "$region")." \
    "If JobStart failed because only the next deployment can make the job healthy, add --resources-to-skip JobStart." \
    "$(advise_stop)"
}

# How to stop a job that cannot be restored. docs/operations.md has the steps after the stop.
advise_stop() {
  say "If the job cannot be restored, stop it first:" \
    "$(quoted aws kinesisanalyticsv2 stop-application --application-name JOB --force --region "$region")," \
    "where JOB is the stack's output JobName. \"When the job cannot be restored\" in $root/docs/operations.md has the" \
    "next steps."
}

# Sets change_type, or fails if the stack's state does not allow a deployment.
choose_change_type() {
  local remove
  remove="It can only be deleted: $(quoted "$here/teardown.sh" "$stack" --region "$region")"
  change_type=UPDATE
  case $status in
    '') change_type=CREATE ;;
    REVIEW_IN_PROGRESS)
      say "Stack $stack has only a change set that was never executed. Creating a new one."
      change_type=CREATE
      ;;
    ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED)
      fail "Stack $stack is in state $status: its creation failed. $(advise_removal)"
      ;;
    DELETE_FAILED) fail "Stack $stack is in state DELETE_FAILED. $remove" ;;
    UPDATE_ROLLBACK_FAILED)
      fail "Stack $stack is in state $status. $(advise_rollback)"
      ;;
    UPDATE_FAILED)
      fail "Stack $stack is in state $status: an update without a rollback failed. Roll it back with" \
        "$(quoted aws cloudformation rollback-stack --stack-name "$stack" --region "$region")," \
        "then run deploy.sh again."
      ;;
    UPDATE_*IN_PROGRESS)
      fail "Stack $stack is in state $status. Wait until that operation has ended, then run this again. $(advise_stop)"
      ;;
    *_IN_PROGRESS) fail "Stack $stack is in state $status. Wait until that operation has ended, then run this again." ;;
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
    *) fail "CloudFormation refused the change set: $why" ;;
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
    *) fail "Stack $stack: $status. First failure: $(first_failure)$(hint)" ;;
  esac
}

# Prints what to do next after some failures. Prints nothing after other failures.
hint() {
  case $status in
    ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED)
      show_kept_logs
      printf '\n%s' "$(advise_removal)"
      ;;
    UPDATE_ROLLBACK_FAILED) printf '\n%s' "$(advise_rollback)" ;;
  esac
  if stopped_by_alarms; then
    printf '\n%s %s %s' "Alarms stopped the new version of a function. If the alarms were on before the deployment, and" \
      "the new version removes their cause, deploy it with --parameter DeploymentAlarms=false. Deploy the next version" \
      "with --parameter DeploymentAlarms=true."
  fi
}

# Prints a command for each kept log group. Prints nothing if the groups cannot be listed: another error must not hide
# why the deployment failed.
show_kept_logs() {
  local group
  kept_logs >"$scratch/logs" 2>"$scratch/error" || return 0
  while read -r group; do
    [ "$group" = None ] ||
      printf '\nKept log: %s' "$(quoted aws logs tail "$group" --since 1h --region "$region")"
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

# Prints an example request. It contains the names of the credentials' variables, and not their values.
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
      say "This needs curl 7.75 or newer. If these variables are not set:" \
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
  say "# The state of the stack, if it exists:"
  describe_stack "$stack"
  say "# If the stack does not exist:"
  create_change_set CREATE ''
  say "# If the stack exists. Parameters that are not given keep their values, except JobJarVersion:"
  previous_parameters
  create_change_set UPDATE " $(parameter_names | tr '\n' ' ')"
  say "# Until the change set is ready, every $poll_seconds seconds:"
  describe_change_set
  say "# If the change set has no changes, or is refused:"
  delete_change_set
  say "# Otherwise. The third call is repeated until the operation ends. The fourth is made if there are many events:"
  recent_events "$stack" --no-paginate
  execute_change_set
  recent_events "$stack" --no-paginate
  recent_events "$stack"
  say "# If the creation failed, the logs that were kept:"
  kept_logs
  if $protect; then
    say "# If the stack was created, updated or up to date:"
    protect_stack
  fi
  say "# The outputs, and the example request:"
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
  say "Stack $stack is now protected from deletion."
fi
show_outputs
