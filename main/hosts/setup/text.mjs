// What the setup prints. Plain JavaScript, like setup.mjs.

export const setupText = {
  line: (sentence) => `[setup] ${sentence}\n`,
  ready: 'Ready. "npm start" opens the workstation. "npm test" checks the program.',
  failed: (command) => `"${command}" failed. Fix the problem above, then run "npm run setup" again.`,
  packages: {
    installed: 'The npm packages are installed.',
    installing: 'Installing the packages in package-lock.json.',
    fetchingTensorFlow: 'Found a CUDA device. Fetching the optional TensorFlow engine.',
    noTensorFlow: 'Could not fetch TensorFlow. The other engines work without it.',
  },
  debian: {
    otherSystem:
      'This is not a Debian system. Install libtorch (or set LIBTORCH=/folder) and Chromium yourself if you want them.',
    installed: 'The Debian packages are installed.',
    needsAdministrator: 'These Debian packages are missing, and installing them needs administrator rights:',
    missing: (name, use) => `  ${name}: ${use}`,
    askAdministrator: (names) => `Ask your administrator to run: apt-get install ${names.join(' ')}. Continuing without them.`,
    installing: (names) => `Installing Debian packages: ${names.join(', ')}.`,
    notInstalled: (name, use) => `Could not install ${name} (${use}). Continuing without it.`,
  },
  engine: {
    building: 'Building the libtorch engine.',
    notBuilt: 'The libtorch engine was not built; the line above says why. Training will use a slower engine.',
  },
  application: { building: 'Building the application.' },
};
