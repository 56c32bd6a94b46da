// The Kinesis emulator: kinesis-local. It has its streams in memory. If DATA names a directory, the stream that STREAM
// names is also kept there.
const net = require('net');
const path = require('path');
const { HOST, PORT, DATA, tellPort } = require('./child');
const keptStream = require('./kept-stream');
require('./faster-kinesis-local');

const restore = () => {
  try {
    return keptStream.restore(DATA, process.env.STREAM);
  } catch (error) {
    // Prints no stack trace, because the parent shows only the last lines of the log.
    console.error(error.message);
    return process.exit(1);
  }
};

const kept = DATA ? restore() : null;
// If the stream is kept, the server of kept-stream.js listens on PORT, and clients reach the emulator through it.
const EMULATOR_PORT = kept ? 0 : PORT;

// The emulator also listens on a port for TLS, which nobody uses and which cannot be switched off. TLS_PORT is not the
// real port. It only marks the call of listen that is for TLS. The function net.Server.prototype.listen below replaces
// it by 0, so the emulator gets any free port for TLS.
const TLS_PORT = EMULATOR_PORT === 1 ? 2 : 1;

Object.assign(process.env, {
  KINESIS_MOCK_PLAIN_PORT: EMULATOR_PORT,
  KINESIS_MOCK_TLS_PORT: TLS_PORT,
  // This limit includes closed shards. The default is 50.
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

// Without this code, the emulator would listen on every interface.
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

// Without this code, a client that resets its connection would end the emulator for everybody: the emulator treats the
// error of the socket as an error of its server. So the error is replaced by the event "end". After a reset, Node.js no
// longer knows the addresses of the socket, but the emulator still reads them. So they are stored when a client
// connects.
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
