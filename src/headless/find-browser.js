/**
 * Finds or installs a Chromium browser. Tries, in order: environment variables; an installed Chrome or Chromium;
 * Playwright's own download; on Debian as root, the `chromium` package. Otherwise prints instructions.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Environment variables for the browser's executable. The first one that is set wins. */
export const BROWSER_VARIABLES = ['PUPILA_BROWSER', 'CHROME_PATH', 'CHROMIUM_PATH'];
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const KNOWN_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Returns the browser's executable, or null if none is installed.
 * @throws {Error} if an environment variable names a file that does not exist.
 */
export function findBrowser() {
  for (const name of BROWSER_VARIABLES) {
    const path = process.env[name];
    if (!path) continue;
    if (!existsSync(path))
      throw new Error(`${name} must name an existing browser executable. Received: ${name}=${path}`);
    return path;
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => COMMANDS.map((command) => join(folder, command)));
  return [...onPath, ...KNOWN_PATHS].find((path) => existsSync(path)) ?? playwrightBrowser();
}

function playwrightBrowser() {
  const program =
    "import('playwright').then(({chromium}) => process.stdout.write(chromium.executablePath()))";
  const { stdout } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  return stdout && existsSync(stdout) ? stdout : null;
}

/** Installs a browser. On failure it prints instructions and exits the process. */
export function installBrowser() {
  console.log('• no Chrome or Chromium found: trying Playwright’s own download');
  spawnSync('npx', ['playwright', 'install', 'chromium'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 10 * 60_000,
    shell: process.platform === 'win32',
  });
  if (findBrowser()) return;
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    console.log('• installing the Debian package chromium');
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-q'], options);
    spawnSync('apt-get', ['install', '-yq', '--no-install-recommends', 'chromium'], options);
    if (findBrowser()) return;
  }
  console.error(
    'Pupila needs a Chromium browser and none could be installed. Install Chrome or Chromium ' +
      '(Debian, Ubuntu: sudo apt-get install chromium; macOS: brew install --cask chromium), ' +
      `or name its executable in ${BROWSER_VARIABLES[0]}.`,
  );
  process.exit(1);
}
