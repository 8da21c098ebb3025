// Polls the agent's API every 5 ms for the diagnosis named on the command line. Prints when it appeared, in ms since the epoch.
const code = process.argv[2];
const until = Date.now() + 60_000;
while (Date.now() < until) {
  try {
    const answer = await fetch('http://127.0.0.1:9393/v1/status');
    const { diagnoses } = await answer.json();
    if (diagnoses.some((diagnosis) => diagnosis.code === code)) {
      console.log(performance.timeOrigin + performance.now());
      process.exit(0);
    }
  } catch {
    // The API is not running yet.
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
}
process.exit(1);
