// Checks that a file is a valid OpenAPI document whose references all lead somewhere.
import SwaggerParser from '@apidevtools/swagger-parser';

await SwaggerParser.validate(process.argv[2]);
