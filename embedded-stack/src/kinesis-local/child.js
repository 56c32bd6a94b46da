// Loaded before the emulator (node --require). It keeps the emulator on loopback, where it would otherwise listen on
// every interface, and ends it with its parent: the parent holds the other end of stdin, which closes even if the
// parent is killed.
const net = require('net');

const LOOPBACK = '127.0.0.1';
const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (...args) {
  if (args[0] !== null && typeof args[0] === 'object') {
    return listen.call(this, { ...args[0], host: LOOPBACK }, ...args.slice(1));
  }
  return listen.call(this, args[0], LOOPBACK, ...args.slice(1).filter((arg) => typeof arg === 'function'));
};

// Not process.exit(): the emulator turns that into a polite shutdown that waits for every connection to close.
const end = () => process.kill(process.pid, 'SIGKILL');
process.stdin.on('end', end);
process.stdin.on('error', end);
process.stdin.resume();
