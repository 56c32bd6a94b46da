/**
 * Checks of {@code cloudformation/template.yaml} that need no AWS account: against Amazon's
 * resource specification, against the rules of this project, and against the calls that the running
 * stack makes.
 */
package io.orderstream.acceptance.template;
