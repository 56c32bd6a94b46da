/**
 * Runs {@code deploy.sh} and {@code teardown.sh} as processes, with stand-ins for the AWS CLI and
 * Maven. Also checks the shell scripts of this repository with shellcheck.
 */
package io.orderstream.deploy.scripts;
