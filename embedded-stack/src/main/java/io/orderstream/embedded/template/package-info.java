/** Reads CloudFormation templates and resolves them on this machine. */
package io.orderstream.embedded.template;
