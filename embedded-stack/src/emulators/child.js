// What every emulator needs as a child process. An emulator's own script requires this file first. PORT is the port to
// listen on, or 0 for any free port. The port that is in use is written to the file that PORT_FILE names. DATA is the
// directory that keeps the emulator's data. Without DATA, the data is in memory only.
const fs = require('fs');

exports.HOST = '127.0.0.1';
exports.PORT = Number(process.env.PORT);
exports.DATA = process.env.DATA || null;

exports.tellPort = (port) => {
  const file = process.env.PORT_FILE;
  fs.writeFileSync(file + '.tmp', String(port));
  fs.renameSync(file + '.tmp', file);
};

// The emulator ends with its parent. The parent holds the other end of stdin, which closes even if the parent is killed.
// This does not call process.exit(), which kinesis-local turns into a shutdown that waits for all connections to end.
const end = () => process.kill(process.pid, 'SIGKILL');
process.stdin.on('end', end);
process.stdin.on('error', end);
process.stdin.resume();

// Ctrl-C reaches every process of the terminal. The parent stops the job first, which still needs the emulators, and then
// ends them. So an emulator ignores these signals, and its own handlers for them are never called.
const FOR_THE_PARENT = new Set(['SIGINT', 'SIGHUP']);
FOR_THE_PARENT.forEach((signal) => process.on(signal, () => {}));
['on', 'once', 'addListener'].forEach((name) => {
  const add = process[name];
  process[name] = function (event, ...args) {
    return FOR_THE_PARENT.has(event) ? this : add.call(this, event, ...args);
  };
});
