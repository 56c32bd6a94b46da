// The DynamoDB emulator: dynalite. It keeps its tables in memory or, if DATA names a directory, with LevelDB in this
// directory. Writes to the directory survive a crash of any process, but perhaps not a crash of the machine.
const { HOST, PORT, DATA, tellPort } = require('./child');

const serve = () => {
  const server = require('dynalite')({ path: DATA, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

  // dynalite throws the error of a request whose connection breaks, which would end the emulator for everybody.
  server.on('request', (request) => request.removeAllListeners('error'));

  // Clients close idle connections. If the emulator closed them, it could close a connection just when a request
  // arrives on it.
  server.keepAliveTimeout = 0;

  server.listen(PORT, HOST, () => tellPort(server.address().port));
};

// Opens the data and closes it again, because dynalite would listen even if it could not open its data. After a crash,
// the previous process may take a moment to end, and holds the lock of the data until then.
const check = async (directory) => {
  const { Level } = require(require.resolve('level', { paths: [require.resolve('dynalite')] }));
  for (;;) {
    const data = new Level(directory);
    try {
      await data.open();
      await data.close();
      return;
    } catch (error) {
      if (!error.cause || error.cause.code !== 'LEVEL_LOCKED') {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

// Prints no stack trace, because the parent shows only the last lines of the log.
const fail = ({ message, cause }) => {
  console.error(`Cannot open ${DATA}: ${cause?.message ?? message}. To begin again, delete the data directory.`);
  process.exit(1);
};

if (DATA) {
  check(DATA).then(serve, fail);
} else {
  serve();
}
