/** {@code deploy.sh} and {@code teardown.sh}, as processes, against a stand-in for the AWS CLI. */
package io.orderstream.deploy.scripts;
