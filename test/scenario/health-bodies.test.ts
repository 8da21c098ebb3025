import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { healthBodyFaults, healthBodyHealthy } from './cases/health-bodies.ts';

describeFaults('health answers', healthBodyFaults);
describeHealthy('with parts that are down', healthBodyHealthy);
