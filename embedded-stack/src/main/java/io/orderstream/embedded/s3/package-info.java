/** S3 on this machine: S3Proxy in this process, with a directory as its store. */
package io.orderstream.embedded.s3;
