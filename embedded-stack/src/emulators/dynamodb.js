// The DynamoDB emulator: dynalite, which keeps its tables in memory.
const { HOST, PORT, tellPort } = require('./child');

const server = require('dynalite')({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

// dynalite throws the error of a request whose connection breaks, which would end the emulator for everybody.
server.on('request', (request) => request.removeAllListeners('error'));

// Clients close idle connections. If the emulator closed them, a request could meet a connection that is being closed.
server.keepAliveTimeout = 0;

server.listen(PORT, HOST, () => tellPort(server.address().port));
