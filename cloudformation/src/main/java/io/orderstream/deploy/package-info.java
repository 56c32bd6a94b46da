/**
 * The custom resource by which the stack starts and stops its own Flink application: CloudFormation
 * only creates one.
 */
package io.orderstream.deploy;
