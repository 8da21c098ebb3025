import { constant, count, listOf, moment, ref, type Schema, said, text, yesOrNo } from './schema.ts';

/** What `data` of a report has besides the picture. */
const more: Readonly<Record<string, Schema>> = {
  seq: said({ type: 'integer', minimum: 1 }, 'Counts the reports of the series.'),
  series: said(text, 'When it changes, the numbers start again at 1.'),
  dropped: said(count, 'Reports before this one, since the last delivered, that never will come.'),
  last: said(yesOrNo, 'The agent ends with this one: silence after it is no fault.'),
  events: said(listOf(ref('Event')), 'What happened since the last delivered report.'),
};

/** A report as it is POSTed to --controller: a CloudEvents 1.0 event, its data the picture and a little more. */
export function reportSchema(picture: Schema): Schema {
  const { properties = {}, required = [] } = picture as { properties?: object; required?: readonly string[] };
  const data = {
    type: 'object',
    properties: { ...properties, ...more },
    required: [...required, ...Object.keys(more)],
  };
  const event = {
    specversion: constant('1.0'),
    id: said(text, 'The same when it is sent again.'),
    type: constant('dev.sidewatch.report.v1'),
    source: said(text, 'The instance, percent-encoded.'),
    time: moment,
    datacontenttype: constant('application/json'),
    data,
  };
  return { type: 'object', properties: event, required: Object.keys(event) };
}
