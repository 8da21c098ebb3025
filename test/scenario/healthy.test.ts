import { describeHealthy } from '../support/scenario-tests.ts';
import { healthyApps } from './cases/healthy.ts';

describeHealthy('a healthy app under sidewatch', healthyApps);
