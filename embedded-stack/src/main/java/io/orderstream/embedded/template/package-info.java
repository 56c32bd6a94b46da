/** CloudFormation templates, resolved on this machine. */
package io.orderstream.embedded.template;
