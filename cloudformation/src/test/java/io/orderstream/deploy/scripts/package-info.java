/** Runs {@code deploy.sh} and {@code teardown.sh} as processes, with a stand-in for the AWS CLI. */
package io.orderstream.deploy.scripts;
