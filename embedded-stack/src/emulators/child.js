// What all emulators have in common as child processes. The script of each emulator requires this file before it
// requires the emulator's package.
//
// Environment variables:
// PORT       the port to listen on, or 0 for any free port
// PORT_FILE  the file to which the emulator writes the port that it listens on
// DATA       the directory that keeps the emulator's data; without it, the data is in memory only
const fs = require('fs');

exports.HOST = '127.0.0.1';
exports.PORT = Number(process.env.PORT);
exports.DATA = process.env.DATA || null;

exports.tellPort = (port) => {
  const file = process.env.PORT_FILE;
  fs.writeFileSync(file + '.tmp', String(port));
  fs.renameSync(file + '.tmp', file);
};

// The emulator ends when its parent ends. stdin is a pipe from the parent, so it closes even if the parent is killed.
// The code below does not call process.exit(), because kinesis-local reacts to that call by waiting for all connections
// to end.
const end = () => process.kill(process.pid, 'SIGKILL');
process.stdin.on('end', end);
process.stdin.on('error', end);
process.stdin.resume();

// Ctrl-C sends SIGINT to every process in the foreground of the terminal, and a terminal that is closed sends SIGHUP.
// The parent first stops the job, which still needs the emulators, and then ends the emulators. So an emulator ignores
// both signals. The code below also keeps the emulator's packages from adding handlers for these signals.
const FOR_THE_PARENT = new Set(['SIGINT', 'SIGHUP']);
FOR_THE_PARENT.forEach((signal) => process.on(signal, () => {}));
['on', 'once', 'addListener'].forEach((name) => {
  const add = process[name];
  process[name] = function (event, ...args) {
    return FOR_THE_PARENT.has(event) ? this : add.call(this, event, ...args);
  };
});
