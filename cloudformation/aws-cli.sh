# shellcheck shell=bash
# Functions that deploy.sh and teardown.sh share. They find the AWS CLI, make or print calls, and show events.
# The scripts run on bash 3.2, which macOS has.

# The script that sources this file sets dry_run and region from its arguments.
dry_run=false
region=''

# Without this, version 2 of the CLI opens a pager on a terminal, and the script would wait for it.
export AWS_PAGER=''

scratch=$(mktemp -d "${TMPDIR:-/tmp}/orderstream.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
events="$scratch/events"

readonly poll_seconds=5

say() {
  printf '%s\n' "$*"
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

usage_error() {
  printf '%s\nSee %s --help.\n' "$*" "${0##*/}" >&2
  exit 2
}

# flag_value FLAG COUNT VALUE: prints the value of a flag. COUNT is the number of arguments left, the flag included.
flag_value() {
  if [ "$2" -lt 2 ] || [ -z "$3" ] || [ "${3#--}" != "$3" ]; then
    usage_error "$1 needs a value."
  fi
  printf '%s\n' "$3"
}

check_stack_name() {
  [ -n "$1" ] || usage_error "The stack's name is missing."
  local LC_ALL=C
  if [ ${#1} -gt 128 ] || ! [[ $1 =~ ^[A-Za-z][A-Za-z0-9-]*$ ]]; then
    usage_error "A stack's name starts with a letter and has at most 128 letters, digits and hyphens; found: $1"
  fi
}

# Prints the arguments as one line, quoted so that a shell reads the same arguments.
quoted() {
  local argument separator='' LC_ALL=C
  for argument in "$@"; do
    printf '%s' "$separator"
    case $argument in
      '' | *[!A-Za-z0-9_./:=@%+,-]*) printf "'%s'" "$(printf '%s' "$argument" | sed "s/'/'\\\\''/g")" ;;
      *) printf '%s' "$argument" ;;
    esac
    separator=' '
  done
  printf '\n'
}

# call_as FORMAT ARGUMENT...: calls the AWS CLI, or prints the call in a dry run. Every call to AWS goes through this
# function.
call_as() {
  local format=$1
  shift
  if $dry_run; then
    quoted aws "$@" --region "$region" --output "$format"
  else
    # The scripts have exit codes of their own, so each failure of the CLI becomes 1.
    aws "$@" --region "$region" --output "$format" || return 1
  fi
}

call() {
  call_as text "$@"
}

# Prints why a call failed, from its standard error in the scratch file "error".
reason() {
  sed -n '/[^[:space:]]/p' "$scratch/error"
}

identity() {
  call sts get-caller-identity --query '[Account,Arn]'
}

# Fails if the AWS CLI, a region, or valid credentials are missing. A dry run needs none of them.
require_aws() {
  local version answer
  region=${region:-${AWS_REGION:-${AWS_DEFAULT_REGION:-}}}
  if $dry_run; then
    region=${region:-<region>}
    return
  fi
  command -v aws >/dev/null || fail "The AWS CLI is missing. Install version 2," \
    "see https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"
  version=$(aws --version 2>&1) || fail "The AWS CLI does not run: $version"
  case $version in
    aws-cli/2.*) ;;
    *) fail "The AWS CLI must be version 2; found: $version" ;;
  esac
  if [ -z "$region" ]; then
    # This call fails without a message if the profile has no region.
    region=$(aws configure get region) || true
    [ -n "$region" ] || fail "No region: give --region, or set AWS_REGION."
  fi
  answer=$(identity 2>"$scratch/error") || fail "No usable AWS credentials. Run aws configure or" \
    "aws sso login. The AWS CLI says: $(reason)"
  say "Account $(printf '%s' "$answer" | cut -f 1) as $(printf '%s' "$answer" | cut -f 2), region $region."
}

is_absent() {
  grep -q 'does not exist' "$scratch/error"
}

describe_stack() {
  call cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].[StackId,StackStatus]'
}

# Sets stack_id and status. Both are empty if the stack does not exist.
# shellcheck disable=SC2034 # The scripts that source this file read them.
find_stack() {
  local answer
  stack_id=''
  status=''
  if answer=$(describe_stack "$1" 2>"$scratch/error"); then
    stack_id=$(printf '%s' "$answer" | cut -f 1)
    status=$(printf '%s' "$answer" | cut -f 2)
  elif ! is_absent; then
    fail "Cannot read the state of stack $1: $(reason)"
  fi
}

# recent_events STACK [--no-paginate]: prints the stack's events, the newest first. With --no-paginate, prints only the
# first page: the newest hundred events.
recent_events() {
  local stack=$1
  shift
  call cloudformation describe-stack-events --stack-name "$stack" \
    --query 'StackEvents[].[EventId,Timestamp,ResourceStatus,ResourceType,LogicalResourceId,ResourceStatusReason]' "$@"
}

# Remembers the stack's newest event. follow_stack shows the events after it.
remember_events() {
  local stack=$1
  : >"$events"
  last_event=''
  recent_events "$stack" --no-paginate >"$scratch/page"
  last_event=$(sed 1q "$scratch/page" | cut -f 1)
}

# Prints the events after last_event, the oldest first. Reads them from the scratch file "page", which has the newest
# event first. A reason may have line breaks: a line without six fields belongs to the line before.
new_events() {
  awk -F '\t' -v last="$last_event" '
    NF >= 6 && $1 == last { exit }
    NF >= 6 { lines[++count] = $0; next }
    count > 0 { lines[count] = lines[count] " " $0 }
    END { while (count > 0) print lines[count--] }' "$scratch/page"
}

show_events() {
  awk -F '\t' '{
    printf "%s  %-28s %s (%s)%s\n", substr($2, 12, 8), $3, $5, $4, ($6 == "None" || $6 == "" ? "" : ": " $6)
  }' "$1"
}

no_more_events() {
  fail "CloudFormation goes on without this script, which cannot read the events of stack $1 any more: $(reason)"
}

# follow_stack STACK NAME: shows new events until no operation on the stack is in progress. Sets status to the
# stack's state.
follow_stack() {
  local stack=$1 name=$2
  while :; do
    if ! recent_events "$stack" --no-paginate >"$scratch/page" 2>"$scratch/error"; then
      # CloudFormation forgets a deleted stack that never had a resource.
      if is_absent; then
        status=DELETE_COMPLETE
        return
      fi
      no_more_events "$name"
    fi
    if [ -n "$last_event" ] && ! cut -f 1 "$scratch/page" | grep -Fqx -e "$last_event"; then
      recent_events "$stack" >"$scratch/page" 2>"$scratch/error" || no_more_events "$name"
    fi
    new_events >"$scratch/new"
    if [ -s "$scratch/new" ]; then
      show_events "$scratch/new"
      cat "$scratch/new" >>"$events"
      last_event=$(tail -n 1 "$scratch/new" | cut -f 1)
      status=$(awk -F '\t' -v name="$name" '
        $4 == "AWS::CloudFormation::Stack" && $5 == name { status = $3 } END { print status }' "$scratch/new")
      case $status in
        '' | *_IN_PROGRESS) ;;
        *) return ;;
      esac
    fi
    sleep "$poll_seconds"
  done
}

# Prints which resource failed first and why, from the events that follow_stack has shown. Skips resources that
# CloudFormation cancelled because another resource had failed.
first_failure() {
  awk -F '\t' '
    $3 ~ /_FAILED$/ && $6 !~ /cancelled/ && ($4 != "AWS::CloudFormation::Stack" || stack == "") {
      text = $5 " (" $4 "): " $6
      if ($4 == "AWS::CloudFormation::Stack") stack = text
      else { print text; found = 1; exit }
    }
    $3 ~ /ROLLBACK_IN_PROGRESS$/ && stack == "" { stack = $5 " (" $4 "): " $6 }
    END { if (!found) print (stack == "" ? "CloudFormation names no resource." : stack) }' "$events"
}
