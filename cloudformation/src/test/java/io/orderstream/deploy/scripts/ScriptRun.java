package io.orderstream.deploy.scripts;

/**
 * How a script ended and what it printed.
 *
 * @param exit its exit code
 * @param out its standard output
 * @param err its standard error
 */
record ScriptRun(int exit, String out, String err) {}
