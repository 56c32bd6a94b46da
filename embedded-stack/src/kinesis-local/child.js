// Loaded before the emulator (node --require). It keeps the emulator on loopback, where it would otherwise listen on
// every interface; it writes the port that the emulator was given into the file that PORT_FILE names; and it ends the
// emulator with its parent: the parent holds the other end of stdin, which closes even if the parent is killed.
const fs = require('fs');
const net = require('net');

const LOOPBACK = '127.0.0.1';
const listen = net.Server.prototype.listen;

const tellPort = (port) => {
  const file = process.env.PORT_FILE;
  fs.writeFileSync(file + '.tmp', String(port));
  fs.renameSync(file + '.tmp', file);
};

// It listens twice, and only the ports that it asks for tell which one speaks TLS. Nobody uses that one, but it cannot be
// switched off: it gets any free port.
const isTls = (port) => String(port) === process.env.KINESIS_MOCK_TLS_PORT;

net.Server.prototype.listen = function (...args) {
  const options = args[0] !== null && typeof args[0] === 'object' ? args[0] : { port: args[0] };
  if (!isTls(options.port)) {
    this.once('listening', () => tellPort(this.address().port));
  }
  const port = isTls(options.port) ? 0 : options.port;
  return listen.call(this, { ...options, port, host: LOOPBACK }, ...args.filter((arg) => typeof arg === 'function'));
};

// Not process.exit(): the emulator turns that into a polite shutdown that waits for every connection to close.
const end = () => process.kill(process.pid, 'SIGKILL');
process.stdin.on('end', end);
process.stdin.on('error', end);
process.stdin.resume();

// Ctrl-C reaches every process of the terminal. The parent stops the job first, which needs the emulator for that, and then
// ends the emulator. So the emulator, which has a handler for such signals, never hears of them.
const FOR_THE_PARENT = new Set(['SIGINT', 'SIGHUP']);
FOR_THE_PARENT.forEach((signal) => process.on(signal, () => {}));
['on', 'once', 'addListener'].forEach((name) => {
  const add = process[name];
  process[name] = function (event, ...args) {
    return FOR_THE_PARENT.has(event) ? this : add.call(this, event, ...args);
  };
});

// A client that resets its connection would end the emulator for everybody: the error reaches the fiber that listens. And a
// connection that is reset has no addresses any more, which it asks for later. So errors become an end like any other, and
// addresses are remembered.
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ENOTCONN']);
const ADDRESSES = ['localAddress', 'localPort', 'remoteAddress', 'remotePort', 'remoteFamily', 'localFamily'];

const emitOfSocket = net.Socket.prototype.emit;
net.Socket.prototype.emit = function (event, ...args) {
  const broken = event === 'error' && args[0] && BROKEN.has(args[0].code);
  return broken ? emitOfSocket.call(this, 'end') : emitOfSocket.call(this, event, ...args);
};

const emitOfServer = net.Server.prototype.emit;
net.Server.prototype.emit = function (event, ...args) {
  if (event === 'connection') {
    const socket = args[0];
    if (socket.remoteAddress === undefined) {
      socket.destroy();
      return true;
    }
    ADDRESSES.forEach((name) => Object.defineProperty(socket, name, { value: socket[name] }));
  }
  return emitOfServer.call(this, event, ...args);
};
