package io.orderstream.model;

final class Placeholder {}
