/** API Gateway on this machine: the template's HTTP API with its routes. */
package io.orderstream.embedded.gateway;
