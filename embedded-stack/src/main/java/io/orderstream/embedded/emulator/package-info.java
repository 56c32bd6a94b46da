/** The emulators of Kinesis and DynamoDB: pinned npm packages in child processes. */
package io.orderstream.embedded.emulator;
