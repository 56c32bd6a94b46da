// The Kinesis emulator: kinesis-local. It keeps its streams in memory; if DATA names a directory, the stream STREAM is
// also kept there.
const net = require('net');
const path = require('path');
const { HOST, PORT, DATA, tellPort } = require('./child');
const keptStream = require('./kept-stream');

const restore = () => {
  try {
    return keptStream.restore(DATA, process.env.STREAM);
  } catch (error) {
    // Without the stack trace, because the caller shows only the last lines.
    console.error(error.message);
    return process.exit(1);
  }
};

const kept = DATA ? restore() : null;
// If the stream is kept, clients reach the emulator through the server of kept-stream.js, which gets the port.
const EMULATOR_PORT = kept ? 0 : PORT;

// The emulator listens on two ports. Nobody uses the port for TLS, but it cannot be switched off. The number only tells
// the two ports apart.
const TLS_PORT = EMULATOR_PORT === 1 ? 2 : 1;

Object.assign(process.env, {
  KINESIS_MOCK_PLAIN_PORT: EMULATOR_PORT,
  KINESIS_MOCK_TLS_PORT: TLS_PORT,
  // The limit includes closed shards, and is 50 by default.
  SHARD_LIMIT: 100000,
  LOG_LEVEL: 'WARN',
  ...kept?.environment,
});

const listening = async (port) => {
  if (!kept) {
    tellPort(port);
    return;
  }
  const server = await keptStream.server(DATA, process.env.STREAM, port, kept.last);
  listen.call(server, PORT, HOST, () => tellPort(server.address().port));
};

// Without this, the emulator would listen on every interface.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  const options = args[0] !== null && typeof args[0] === 'object' ? args[0] : { port: args[0] };
  const isTls = Number(options.port) === TLS_PORT;
  if (!isTls) {
    this.once('listening', () => listening(this.address().port).catch(keptStream.giveUp));
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
