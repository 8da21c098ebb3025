import { describeHealthy } from '../support/scenario-tests.ts';
import { eventfulHealthy } from './cases/events.ts';

describeHealthy('an app through an event, with nothing wrong', eventfulHealthy);
