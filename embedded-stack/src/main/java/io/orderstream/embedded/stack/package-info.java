/**
 * The whole stack on this machine: the template says what there is, the emulators stand in for the
 * services, and the packaged artifacts run as they would be deployed.
 */
package io.orderstream.embedded.stack;
