package io.orderstream.ingest;

final class Placeholder {}
