// What every emulator needs as a child process. An emulator's own script requires this file first. PORT is the port to
// listen on, 0 for any free one; the port that is in use is written to the file that PORT_FILE names. DATA is the
// directory that keeps the emulator's data; without it, the data is in memory only.
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
// Not process.exit(): kinesis-local turns that into a shutdown that waits for every connection to close.
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
