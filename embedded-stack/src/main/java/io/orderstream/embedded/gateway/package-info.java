/** API Gateway's HTTP API on this machine, with the routes of the template. */
package io.orderstream.embedded.gateway;
