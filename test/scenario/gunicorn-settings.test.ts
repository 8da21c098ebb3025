import { describeFaults } from '../support/scenario-tests.ts';
import { gunicornSettingsFaults } from './cases/gunicorn-settings.ts';

describeFaults('a Gunicorn that is told its settings by a file or a variable', gunicornSettingsFaults);
