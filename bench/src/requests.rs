//! The requests that are measured, written into a connection's buffer.

use std::io::Write;

use uuid::Uuid;

use crate::seed::{PASSWORD, Shop};

/// Takes one shop after the other, so that no tenant's rate is used up, and
/// jumps about in its products.
pub struct Walk {
    shops: Vec<Shop>,
    step: usize,
    /// Different in each walk, so that no two make the same keys.
    id: Uuid,
}

impl Walk {
    pub fn through(shops: &[Shop]) -> Self {
        Self { shops: shops.to_vec(), step: 0, id: Uuid::now_v7() }
    }

    /// Goes on further along.
    pub fn skip(&mut self, steps: usize) {
        self.step += steps;
    }

    fn next(&mut self) -> (&Shop, usize) {
        self.step += 1;
        let step = self.step;
        // A prime far from the sizes, so that the products come in no order.
        (&self.shops[step % self.shops.len()], (step / self.shops.len()).wrapping_mul(7_919))
    }

    pub fn get(&mut self, out: &mut Vec<u8>) {
        let (shop, at) = self.next();
        let product = shop.products[at % shop.products.len()];
        write(out, format_args!("GET /v1/products/{product} HTTP/1.1\r\nHost: a\r\n{}\r\n", bearer(shop)));
    }

    /// The same by an API key.
    pub fn get_by_key(&mut self, out: &mut Vec<u8>) {
        let (shop, at) = self.next();
        let product = shop.products[at % shop.products.len()];
        let key = &shop.key;
        write(
            out,
            format_args!("GET /v1/products/{product} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\n\r\n"),
        );
    }

    pub fn page(&mut self, out: &mut Vec<u8>) {
        let (shop, _) = self.next();
        write(out, format_args!("GET /v1/products?limit=20 HTTP/1.1\r\nHost: a\r\n{}\r\n", bearer(shop)));
    }

    /// Two lines: two checks of the stock, two decrements, one order.
    pub fn order(&mut self, out: &mut Vec<u8>) {
        let (id, step) = (self.id, self.step);
        let (shop, at) = self.next();
        let count = shop.products.len();
        let (one, other) = (shop.products[at % count], shop.products[(at + 1) % count]);
        let body = format!(
            "{{\"customer_email\":\"ada@example.com\",\"items\":[{{\"product_id\":\"{one}\",\"quantity\":1}},\
             {{\"product_id\":\"{other}\",\"quantity\":2}}],\"shipping_address\":{{\"street\":\"Am Markt 1\",\
             \"city\":\"Bonn\",\"zip\":\"53111\",\"country\":\"DE\"}}}}"
        );
        write(
            out,
            format_args!(
                "POST /v1/orders HTTP/1.1\r\nHost: a\r\n{}Idempotency-Key: {id}-{step}\r\n\
                 Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                bearer(shop),
                body.len()
            ),
        );
    }

    /// From many places, since guessing from one is slowed down.
    pub fn sign_in(&mut self, out: &mut Vec<u8>) {
        let step = self.step;
        let (shop, _) = self.next();
        let body = format!("{{\"email\":\"{}\",\"password\":\"{PASSWORD}\"}}", shop.email);
        write(
            out,
            format_args!(
                "POST /v1/auth/signin HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.{}.{}.{}\r\n\
                 Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                step >> 16 & 255,
                step >> 8 & 255,
                step & 255,
                body.len()
            ),
        );
    }
}

/// The ceiling's request; as long as ours would be unfair to it.
pub fn hello(out: &mut Vec<u8>) {
    write(out, format_args!("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
}

fn bearer(shop: &Shop) -> String {
    format!("Authorization: Bearer {}\r\n", shop.token)
}

fn write(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing to memory can't fail.
    let _ = out.write_fmt(text);
}
