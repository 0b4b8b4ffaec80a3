import { idOf, listOf, type Rule } from './stack.ts';

const HTTP_API = 'https://docs.aws.amazon.com/apigateway/latest/developerguide';

export const GATEWAY: Rule[] = [
  {
    name: 'the gateway takes so many requests a second, on each of its stages and by each of its routes',
    why: 'whoever knows its address could use up the account’s concurrency beside CloudFront',
    source: `${HTTP_API}/http-api-throttling.html`,
    broken: stack =>
      stack.broken('AWS::ApiGatewayV2::Stage', ({ DefaultRouteSettings, RouteSettings }) => {
        const { ThrottlingRateLimit, ThrottlingBurstLimit } = (DefaultRouteSettings ?? {}) as Record<
          string,
          number
        >;
        return (
          Number(ThrottlingRateLimit) <= 500 &&
          Number(ThrottlingBurstLimit) <= 1_000 &&
          RouteSettings === undefined
        );
      }),
  },
  {
    name: 'each route leads to a function that the gateway may call, in the form that it reads',
    why: 'the gateway answers 500, and says nothing of why',
    source: `${HTTP_API}/http-api-develop-integrations-lambda.html`,
    broken: stack => [
      ...stack.broken(
        'AWS::ApiGatewayV2::Route',
        ({ Target }) => stack.at(Target)?.Type === 'AWS::ApiGatewayV2::Integration',
      ),
      ...stack.broken(
        'AWS::ApiGatewayV2::Integration',
        ({ IntegrationType, IntegrationUri, PayloadFormatVersion }) => {
          const called = stack
            .of('AWS::Lambda::Permission')
            .filter(({ properties }) => properties.Principal === 'apigateway.amazonaws.com')
            .map(({ properties }) => idOf(properties.FunctionName));
          return (
            IntegrationType === 'AWS_PROXY' &&
            PayloadFormatVersion === '2.0' &&
            called.includes(idOf(IntegrationUri) ?? '')
          );
        },
      ),
    ],
  },
  {
    name: 'what answers through the gateway answers before it gives up',
    why: 'the work is done, and nobody hears of it',
    source: `${HTTP_API}/http-api-quotas.html`,
    broken: stack =>
      stack.of('AWS::ApiGatewayV2::Integration').flatMap(({ properties }) => {
        const target = stack.at(properties.IntegrationUri);
        return Number(target?.properties.Timeout) < 30 ? [] : [target?.id ?? ''];
      }),
  },
  {
    name: 'the gateway answers under its own address alone, and browsers of other origins by our own rules',
    why: 'CORS of the gateway would answer for all keys',
    source: `${HTTP_API}/http-api-cors.html`,
    broken: stack => [
      ...stack.broken(
        'AWS::ApiGatewayV2::Api',
        ({ CorsConfiguration, ProtocolType }) => CorsConfiguration === undefined && ProtocolType === 'HTTP',
      ),
      ...listOf(stack.of('AWS::ApiGatewayV2::DomainName', 'AWS::ApiGatewayV2::ApiMapping')).map(
        ({ id }) => id,
      ),
    ],
  },
];
