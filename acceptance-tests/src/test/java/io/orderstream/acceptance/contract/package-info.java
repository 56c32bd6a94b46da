/**
 * The API as {@code docs/openapi.yaml} describes it: checks of requests and answers against the
 * document, and of the document against the template and the code.
 */
package io.orderstream.acceptance.contract;
