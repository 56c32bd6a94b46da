/** DynamoDB on this machine: Amazon's DynamoDB Local in this process. */
package io.orderstream.embedded.dynamodb;
