package io.orderstream.embedded.lambda.probe;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.List;
import java.util.Map;

/** A function behind an HTTP API. It answers with details of its request. */
public final class HttpProbe
        implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(202)
                .withHeaders(Map.of("x-route", event.getRouteKey()))
                .withCookies(List.of("seen=1"))
                .withBody(
                        event.getRequestContext().getHttp().getMethod()
                                + " "
                                + event.getQueryStringParameters()
                                + " "
                                + event.getBody())
                .build();
    }
}
