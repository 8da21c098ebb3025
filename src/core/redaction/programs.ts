/** The options of one program that take a secret. They are hidden only for this program: another's `-p 8080` stays. */
export interface ProgramSwitches {
  readonly programs: readonly string[];
  /** The next word is the secret, or the text attached to the option. */
  readonly next?: readonly string[];
  /** Only the text attached to the option: `-pX`. */
  readonly attached?: readonly string[];
  /** The next word or the attached text is `user:X` (or `user%X`, `user,X`). The part after the mark is the secret. */
  readonly login?: readonly string[];
  /** One-letter options may be combined: `-sSu user:X`. */
  readonly clusters?: true;
  /** The options of `next` have no attached value: `-keyout` is not `-k`. */
  readonly isApart?: true;
  /** Only after one of these words: `docker login -p X`. */
  readonly after?: readonly string[];
  /** The last word is the secret if an option contains this letter: `htpasswd -nb user X`. */
  readonly lastIf?: string;
  /** After this word, or a word that starts with it and a dot, the secrets follow at these distances: `rabbitmqctl add_user u X`. */
  readonly behind?: Readonly<Record<string, number | readonly number[]>>;
  /** The word after a share is the secret: `smbclient //srv/x X`. */
  readonly isBehindShare?: true;
  /** Every value set after one of these words is a secret, whatever its name: `vault kv put path name=X`. */
  readonly sets?: readonly string[];
}

/** Programs with options that take a secret without a name that shows it, according to their manuals. */
export const programSwitches: readonly ProgramSwitches[] = [
  {
    programs: [
      'mysql',
      'mysqldump',
      'mysqladmin',
      'mysqlimport',
      'mysqlshow',
      'mysqlcheck',
      'mysqlslap',
      'mysqlbinlog',
      'mysqlpump',
      'mysqlsh',
      'mysql_upgrade',
      'mariadb',
      'mariadb-dump',
      'mariadb-admin',
      'mariadb-check',
      'mariadb-import',
      'mariadb-backup',
      'mycli',
      'mytop',
      'xtrabackup',
      'innobackupex',
      'mydumper',
      'myloader',
    ],
    attached: ['-p'],
  },
  {
    programs: ['redis-cli', 'valkey-cli', 'keydb-cli', 'redis-benchmark', 'valkey-benchmark'],
    next: ['-a'],
    behind: { auth: [1, 2], AUTH: [1, 2], AUTH2: 2 },
  },
  {
    programs: ['redis-cli', 'valkey-cli', 'redis-server', 'valkey-server', 'redis-sentinel'],
    attached: ['>'],
    after: ['SETUSER', 'setuser', '--user'],
    behind: { 'auth-pass': 2 },
  },
  { programs: ['sqlcmd', 'bcp', 'osql', 'isql', 'tsql', 'dtexec'], next: ['-P'] },
  {
    programs: [
      'mongo',
      'mongosh',
      'mongodump',
      'mongorestore',
      'mongoexport',
      'mongoimport',
      'mongostat',
      'mongotop',
      'mongofiles',
    ],
    next: ['-p'],
  },
  {
    programs: ['curl'],
    clusters: true,
    login: ['-u', '--user', '-U', '--proxy-user', '-E', '--cert', '--proxy-cert', '--tlsuser'],
    next: ['-b', '--cookie', '--tlspassword', '--pass', '--oauth2-bearer'],
  },
  { programs: ['http', 'https', 'xh', 'xhs'], login: ['-a', '--auth'] },
  { programs: ['http', 'https', 'xh', 'xhs'], next: ['-a'], after: ['bearer'] },
  { programs: ['wget', 'wget2', 'aria2c'], next: ['--http-passwd', '--ftp-passwd'] },
  { programs: ['ab', 'siege', 'hey', 'wrk', 'k6', 'vegeta'], login: ['-A', '-P', '-a'] },
  {
    programs: [
      'ldapsearch',
      'ldapadd',
      'ldapmodify',
      'ldapdelete',
      'ldapwhoami',
      'ldappasswd',
      'ldapcompare',
      'ldapmodrdn',
    ],
    clusters: true,
    next: ['-w'],
  },
  { programs: ['ldappasswd'], next: ['-s', '-a'] },
  { programs: ['slappasswd'], next: ['-s'] },
  { programs: ['sshpass'], next: ['-p'] },
  {
    programs: [
      'docker',
      'podman',
      'nerdctl',
      'buildah',
      'helm',
      'oras',
      'crane',
      'oc',
      'az',
      'ibmcloud',
      'cf',
      'flyctl',
      'cosign',
      'skopeo',
      'regctl',
    ],
    next: ['-p'],
    after: ['login'],
  },
  { programs: ['skopeo', 'buildah', 'podman'], login: ['--creds', '--src-creds', '--dest-creds'] },
  { programs: ['htpasswd', 'htdigest', 'mosquitto_passwd'], lastIf: 'b' },
  { programs: ['openssl'], behind: { passwd: [1, 2] } },
  {
    programs: ['openssl'],
    next: ['-passin', '-passout', '-pass', '-password', '-k', '-K', '-hmac', '-macopt'],
    isApart: true,
  },
  {
    programs: ['smbclient', 'rpcclient', 'smbget', 'net', 'wmic', 'mount.cifs', 'winexe', 'smbmap', 'crackmapexec'],
    login: ['-U', '--user'],
  },
  { programs: ['smbclient', 'net'], isBehindShare: true },
  {
    programs: [
      'smbmap',
      'evil-winrm',
      'crackmapexec',
      'xfreerdp',
      'rdesktop',
      'wlfreerdp',
      'proftpd',
      'ncftp',
      'ncftpput',
      'ncftpget',
      'useradd',
      'usermod',
      'beeline',
      'rabbitmqadmin',
      'cqlsh',
      'hydra',
      'twine',
      'supervisorctl',
      'couchbase-cli',
      'cbq',
      'cbbackupmgr',
      'cbimport',
      'cbexport',
      'mcrcon',
      'yt-dlp',
      'youtube-dl',
    ],
    next: ['-p'],
  },
  { programs: ['influx'], next: ['-p', '-t'], isApart: true },
  { programs: ['ab'], next: ['-C'] },
  { programs: ['sqlplus', 'expdp', 'impdp', 'exp', 'imp', 'sqlldr', 'rman', 'sqlcl'], behind: {} },
  { programs: ['xfreerdp', 'wlfreerdp', 'mstsc'], attached: ['/p:', '/pth:'] },
  { programs: ['consul', 'nomad', 'serf'], next: ['-encrypt', '--encrypt'], attached: ['-encrypt=', '--encrypt='] },
  // These set a value by its name, two words later.
  { programs: ['aws', 'npm', 'yarn', 'pnpm', 'git', 'gcloud', 'heroku', 'snap', 'bundle', 'pip', 'poetry', 'nmcli'] },
  { programs: ['rabbitmqctl'], behind: { add_user: 2, change_password: 2, authenticate_user: 2 } },
  {
    programs: ['etcdctl', 'kcadm.sh', 'neo4j-admin', 'swift', 'lftp', 'cypher-shell'],
    login: ['--user', '-u'],
    next: ['-p'],
  },
  { programs: ['etcdctl'], login: ['add'], after: ['user'] },
  { programs: ['neo4j-admin'], behind: { 'set-initial-password': 1 } },
  { programs: ['grafana', 'grafana-cli'], behind: { 'reset-admin-password': 1 } },
  { programs: ['vault'], behind: { login: 1, unseal: 1 }, attached: ['secret_id='] },
  { programs: ['vault'], sets: ['put', 'patch'], after: ['kv'] },
  { programs: ['ngrok'], behind: { authtoken: 1, 'add-authtoken': 1 } },
  { programs: ['cloudflared'], behind: { install: 1 } },
  { programs: ['mc', 'mcli'], behind: { set: [3, 4], add: [3, 4] } },
  { programs: ['rclone'], behind: { obscure: 1 } },
  { programs: ['rclone'], next: ['pass', 'password'], after: ['create', 'update'] },
  { programs: ['pulumi'], behind: { '--secret': 2 } },
  { programs: ['aws'], next: ['--value'], attached: ['--value='], after: ['put-parameter'] },
  { programs: ['az'], next: ['--value'], attached: ['--value='], after: ['keyvault'] },
  { programs: ['gh'], next: ['-b', '--body'], attached: ['--body='], after: ['secret'] },
  {
    programs: ['poetry', 'composer'],
    behind: { 'http-basic': 2, 'pypi-token': 1, 'github-oauth': 1, 'gitlab-token': 1 },
  },
  { programs: ['dotnet', 'nuget'], next: ['-k'], after: ['push'] },
  { programs: ['ttyd', 'gotty'], login: ['-c', '--credential'] },
  {
    programs: ['ss-server', 'ss-local', 'ss-redir', 'ss-tunnel', 'ss-manager', 'ssserver', 'sslocal'],
    next: ['-k'],
  },
  { programs: ['zerotier-cli'], attached: ['-T'] },
  { programs: ['pdftk'], next: ['input_pw', 'owner_pw', 'user_pw'] },
  { programs: ['pdftotext', 'pdfinfo', 'pdftoppm', 'pdfimages'], next: ['-opw', '-upw'] },
  { programs: ['qpdf'], behind: { '--encrypt': [1, 2] } },
  { programs: ['isql', 'iusql'], behind: { isql: 3, iusql: 3 } },
  { programs: ['db2'], behind: { using: 1 } },
  { programs: ['vsql'], next: ['-w'] },
  { programs: ['iex', 'elixir'], next: ['--cookie'] },
  { programs: ['caddy'], next: ['--plaintext'] },
  { programs: ['airflow'], next: ['-p'], after: ['users'] },
  { programs: ['vercel', 'codecov'], next: ['-t'] },
  { programs: ['k3s', 'rke2'], next: ['-t'], after: ['server', 'agent'] },
  { programs: ['snyk'], behind: { auth: 1 } },
  { programs: ['transmission-remote'], login: ['-n', '--auth'] },
  { programs: ['filebrowser', 'emqx'], behind: { add: 2 } },
  { programs: ['b2'], behind: { 'authorize-account': 2 } },
  { programs: ['deluge-console'], behind: { connect: 3 } },
  { programs: ['ansible-vault'], behind: { encrypt_string: 1 } },
  { programs: ['7z', '7za', '7zr', '7zz', 'rar', 'unrar'], attached: ['-p', '-hp'] },
  { programs: ['zip', 'unzip', 'zipcloak'], next: ['-P'] },
  { programs: ['ipmitool', 'mosquitto_pub', 'mosquitto_sub', 'mosquitto_rr', 'tsh'], next: ['-P'] },
  { programs: ['snmpwalk', 'snmpget', 'snmpset', 'snmpbulkwalk', 'snmptrap'], next: ['-A', '-X', '-c'] },
  { programs: ['ssh-keygen'], next: ['-N', '-P'] },
  {
    programs: ['keytool', 'jarsigner', 'pkcs11-tool'],
    next: ['-storepass', '-keypass', '-p', '--pin', '--login-pin'],
    isApart: true,
  },
  { programs: ['swaks', 'sendemail', 's-nail', 'mutt'], next: ['-ap', '-xp'] },
  { programs: ['gitlab-runner'], next: ['-r', '-t'] },
  { programs: ['wpa_passphrase'], behind: { wpa_passphrase: 2 } },
  { programs: ['ccrypt', 'ccencrypt', 'ccdecrypt'], next: ['-K'] },
  { programs: ['celery', 'flower'], login: ['--basic-auth', '--basic_auth'] },
];
