package io.orderstream.job;

final class OrderStreamJob {
    private OrderStreamJob() {}

    public static void main(String[] args) {}
}
