import { byVariables, type KnownServer, undetached } from './server.ts';

const RUNNERS = ['java', 'gradlew', 'mvnw', 'mvn', 'gradle'];

const IN_THE_FOREGROUND =
  "Start it with `exec java -jar APP.jar`, without `&` or `nohup`, so it becomes the container's command.";

/** Servers and frameworks on the JVM. Most are recognized by their startup lines, because `java -jar APP.jar` runs any of them. */
export const javaServers: readonly KnownServer[] = [
  {
    id: 'java',
    name: 'Java',
    role: 'runtime',
    programs: RUNNERS,
    header: /^(?:Jetty|Apache-Coyote|undertow)\b/i,
    bindAll: (port) =>
      `Make the program listen on \`0.0.0.0:${port}\`, in its code with \`new InetSocketAddress(${port})\`, or set \`SERVER_ADDRESS=0.0.0.0\` and \`SERVER_PORT=${port}\` if it is a Spring Boot app.`,
    setPort: (port) =>
      `Make the program listen on port ${port}, in its code or with its own option, or set \`SERVER_PORT=${port}\` if it is a Spring Boot app.`,
    foreground: undetached('the Java program'),
  },
  {
    id: 'tomcat',
    name: 'Tomcat',
    programs: ['catalina.sh', 'java'],
    runs: ({ program, args }) => program !== 'java' || args.includes('org.apache.catalina.startup.Bootstrap'),
    bindAll: (port) =>
      `Set \`port="${port}"\` on the \`<Connector>\` in Tomcat's conf/server.xml, and set its \`address\` to \`0.0.0.0\` or remove it.`,
    setPort: (port) => `Set \`port="${port}"\` on the \`<Connector>\` in Tomcat's conf/server.xml.`,
    foreground: 'Start Tomcat with `catalina.sh run` instead of `catalina.sh start`.',
  },
  {
    id: 'spring',
    name: 'Spring Boot',
    programs: RUNNERS,
    runs: ({ args }) => args.some((arg) => SPRING.test(arg)),
    says: /\bo(?:rg)?\.s(?:pringframework)?\.b(?:oot)?\.\S{0,80}(?:Tomcat|Jetty|Netty|Undertow)\S{0,40}\s{1,20}: |:: Spring Boot ::/,
    ...byVariables('SERVER_ADDRESS', 'SERVER_PORT'),
    foreground: IN_THE_FOREGROUND,
  },
  {
    id: 'quarkus',
    name: 'Quarkus',
    programs: [],
    runs: () => false,
    says: /\bpowered by Quarkus\b.{0,80}\bListening on: http/,
    ...byVariables('QUARKUS_HTTP_HOST', 'QUARKUS_HTTP_PORT'),
    foreground: IN_THE_FOREGROUND,
  },
  {
    id: 'micronaut',
    name: 'Micronaut',
    programs: [],
    runs: () => false,
    says: /\bStartup completed in \d{1,9}ms\. Server Running: http/,
    ...byVariables('MICRONAUT_SERVER_HOST', 'MICRONAUT_SERVER_PORT'),
    foreground: IN_THE_FOREGROUND,
  },
  {
    id: 'ktor',
    name: 'Ktor',
    programs: [],
    runs: () => false,
    says: /\bResponding at http:\/\//,
    bindAll: (port) =>
      `Start it with the arguments \`-host=0.0.0.0 -port=${port}\` (in code \`embeddedServer(Netty, host = "0.0.0.0", port = ${port})\`).`,
    setPort: (port) =>
      `Start it with the argument \`-port=${port}\` (in code \`embeddedServer(Netty, port = ${port})\`).`,
    foreground: IN_THE_FOREGROUND,
  },
  {
    id: 'play',
    name: 'Play',
    programs: [],
    runs: () => false,
    says: /\bp(?:lay)?\.c(?:ore)?\.s(?:erver)?\.\w+ ?- Listening for HTTP on /,
    bindAll: (port) => `Start it with \`-Dhttp.address=0.0.0.0 -Dhttp.port=${port}\`.`,
    setPort: (port) => `Start it with \`-Dhttp.port=${port}\`.`,
    foreground: IN_THE_FOREGROUND,
  },
  {
    id: 'dropwizard',
    name: 'Dropwizard',
    programs: [],
    runs: () => false,
    says: /\bio\.dropwizard\.(?:core\.)?(?:server|setup|cli)\./,
    bindAll: (port) =>
      `Start it with \`-Ddw.server.applicationConnectors[0].bindHost=0.0.0.0 -Ddw.server.applicationConnectors[0].port=${port}\`.`,
    setPort: (port) => `Start it with \`-Ddw.server.applicationConnectors[0].port=${port}\`.`,
    foreground: IN_THE_FOREGROUND,
  },
  {
    id: 'javalin',
    name: 'Javalin',
    programs: [],
    runs: () => false,
    says: /\bJavalin started in \d|\bio\.javalin\.Javalin\b/,
    bindAll: (port) => `Start Javalin with \`app.start("0.0.0.0", ${port})\`.`,
    setPort: (port) => `Start Javalin with \`app.start(${port})\`.`,
    foreground: undetached('the Java program'),
  },
  {
    id: 'http4s',
    name: 'http4s',
    programs: [],
    runs: () => false,
    says: /\bEmber-Server service bound to address: |\bhttp4s v\S+ on \S+ started at http/,
    bindAll: (port) => `Build the http4s server with \`.withHost(host"0.0.0.0").withPort(port"${port}")\`.`,
    setPort: (port) => `Build the http4s server with \`.withPort(port"${port}")\`.`,
    foreground: undetached('the Java program'),
  },
];

/** Spring Boot's launcher, its libraries, the layout of its JARs, its tasks for Maven and Gradle, and options that only it reads. */
const SPRING =
  /spring-?boot|\borg\.springframework\.boot\b|\bBOOT-INF\b|^:?(?:[\w-]{1,60}:)*bootRun$|^-Dspring\.|^--(?:spring\.|server\.(?:port|address)=|management\.server\.)/i;
