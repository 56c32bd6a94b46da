/** S3 on this machine: S3Proxy over a directory, in this process. */
package io.orderstream.embedded.s3;
