//! Code with a button that copies it.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

/// A block of code; with JavaScript it can be copied.
#[island]
pub fn CopyCode(code: String) -> impl IntoView {
    let started = RwSignal::new(false);
    let copied = RwSignal::new(false);
    // Browsers give pages of insecure origins no clipboard.
    Effect::new(move |_| started.set(window().is_secure_context()));
    let text = StoredValue::new(code.clone());
    let copy = move |_| {
        let done = Closure::once(move |_: JsValue| copied.set(true));
        let _ = window().navigator().clipboard().write_text(&text.get_value()).then(&done);
        // The promise settles after this function is over.
        done.forget();
    };
    view! {
        <div class="code">
            <pre><code>{code}</code></pre>
            {move || started.get().then(|| view! {
                <button type="button" on:click=copy>{move || if copied.get() { "Copied" } else { "Copy" }}</button>
            })}
        </div>
    }
}
