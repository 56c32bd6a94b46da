package io.orderstream.query;

final class Placeholder {}
