package io.orderstream.deploy.scripts;

/**
 * How a script ended and what it printed.
 *
 * @param exit its exit code
 * @param out its standard output, with fixed names for paths, times and hashes
 * @param err its standard error, with the same fixed names
 */
record ScriptRun(int exit, String out, String err) {}
