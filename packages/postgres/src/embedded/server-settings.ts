/** Settings of postgresql.conf, by name. */
export type ServerSettings = Readonly<Record<string, string>>;

/** Gives the arguments of `postgres` for our settings and the caller's, which win except on where it listens. */
export function toServerArguments(
  dataFolder: string,
  port: number,
  settings: ServerSettings,
): readonly string[] {
  const all = {
    ...defaultSettings,
    ...settings,
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
  return [
    '-D',
    dataFolder,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

/**
 * Gives the whole environment of PostgreSQL's programs: nothing is inherited, neither `PG*` variables that would
 * change the server nor secrets that do not concern it.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH } = process.env;
  return {
    LC_ALL: 'C',
    ...(PATH === undefined ? {} : { PATH }),
    ...(LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH }),
  };
}

/** Room for a pool in every process, modest memory, and the same clock everywhere. */
const defaultSettings: ServerSettings = {
  max_connections: '200',
  shared_buffers: '128MB',
  // The views look thousands of accounts up one by one. Handing each page over to a process for reading takes three times
  // as long as reading it, and the processes are saved.
  io_method: 'sync',
  // Asking for huge pages kills the server in some containers.
  huge_pages: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
};
