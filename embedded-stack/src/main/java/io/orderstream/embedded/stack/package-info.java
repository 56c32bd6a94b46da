/**
 * The whole stack on this machine. The template describes the resources, emulators replace the AWS
 * services, and the packaged artifacts are the same as on AWS.
 */
package io.orderstream.embedded.stack;
