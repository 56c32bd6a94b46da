// The Kinesis emulator: kinesis-local, which keeps its streams in memory.
const net = require('net');
const path = require('path');
const { HOST, PORT, tellPort } = require('./child');

// The emulator listens on two ports. Nobody uses the port for TLS, but it cannot be switched off. The number only tells
// the two ports apart.
const TLS_PORT = PORT === 1 ? 2 : 1;

Object.assign(process.env, {
  KINESIS_MOCK_PLAIN_PORT: PORT,
  KINESIS_MOCK_TLS_PORT: TLS_PORT,
  // The limit includes closed shards, and is 50 by default.
  SHARD_LIMIT: 100000,
  LOG_LEVEL: 'WARN',
});

// Without this, the emulator would listen on every interface.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  const options = args[0] !== null && typeof args[0] === 'object' ? args[0] : { port: args[0] };
  const isTls = Number(options.port) === TLS_PORT;
  if (!isTls) {
    this.once('listening', () => tellPort(this.address().port));
  }
  const port = isTls ? 0 : options.port;
  return listen.call(this, { ...options, port, host: HOST }, ...args.filter((arg) => typeof arg === 'function'));
};

// A client that resets its connection would end the emulator for everybody, since the error reaches the fiber that
// listens. So such an error becomes a normal end. A connection that was reset has no addresses any more, and the emulator
// asks for them later. So the addresses are kept.
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

// The emulator reads its TLS key from server.json in the working directory.
process.chdir(path.join(__dirname, 'node_modules', 'kinesis-local'));
require('kinesis-local');
