//! What shops, spreadsheets and accounting programs call their columns, in
//! English, German, French, Spanish, Italian, Dutch, Portuguese, Polish and
//! Russian. In lower case and without accents, as [`words`](super::words::words)
//! gives them; the best names first.

use super::field::Field;

/// Returns the names of a field's column, the best first; none for the price, which is found by its words.
pub const fn names(field: Field) -> &'static str {
    match field {
        Field::Sku => SKU,
        Field::Name => NAME,
        Field::Description => DESCRIPTION,
        Field::Price => "",
        Field::Category => CATEGORY,
        Field::Inventory => INVENTORY,
        Field::Barcode => BARCODE,
    }
}

/// Returns words that alone make a column the field, others beside it or not, and
/// the words that make it something else.
pub const fn words_beside(field: Field) -> Option<(&'static str, &'static str)> {
    match field {
        Field::Sku => Some(("sku", NOT_SKU)),
        Field::Inventory => Some((INVENTORY_WORDS, NOT_INVENTORY)),
        Field::Barcode => Some((BARCODE_WORDS, NOT_BARCODE)),
        Field::Name | Field::Description | Field::Price | Field::Category => None,
    }
}

/// They say whose name or price it is and change nothing.
pub const NEUTRAL: &str = "product products produkt produkte produktu produkts artikel article articulo articolo artikels item items \
    variant variants variation prodotto producto produit produto towaru towar товара товар the of de du del della di do da des van \
    der la le l d el html main current default required haupt service en fr es it nl pt pl ru gb us обязательно";

const SKU: &str = "sku|artikelnummer|artikelnr|artikel nr|artikel nummer|artnr|art nr|article number|article no|item number|item no|\
    product number|product no|internal reference|default code|product code|item code|stock code|stockcode|productcode|part number|part no|\
    produktnummer|bestellnummer|bestellnr|artikelcode|reference|referenz|ref|ugs|referencia|riferimento|codigo|codice|cod|code|kod|\
    indeks|symbol|артикул|код|style number|model number|itemnumber|itemno|partnumber|articlenumber|itemcode";

const NAME: &str = "name|title|naam|nom|nombre|nome|nazwa|название|наименование|имя|titel|titre|titulo|titolo|tytul|bezeichnung|\
    artikelbezeichnung|produktbezeichnung|artikelname|produktname|productnaam|productname|producttitle|itemname|artikelomschrijving|\
    designation|libelle|intitule|denominazione|denominacion|designacao|denominacao|display name|full name|product|item|produkt|artikel|\
    article|articulo|articolo|producto|produit|prodotto|produto|товар";

const DESCRIPTION: &str = "description|beschreibung|descripcion|descrizione|beschrijving|omschrijving|descricao|opis|описание|body|\
    long description|sales description|full description|plain description|langbeschreibung|langtext|produktbeschreibung|artikelbeschreibung|\
    lange beschreibung|description longue|descripcion larga|descrizione lunga|lange beschrijving|productbeschrijving|productomschrijving|\
    descricao longa|pelny opis|dlugi opis|полное описание|longdescription|details|detail|text|short description|kurzbeschreibung|\
    kurze beschreibung|description courte|resume|recapitulatif|descripcion corta|resumen|descrizione breve|korte beschrijving|\
    descricao curta|resumo|krotki opis|краткое описание|summary";

const CATEGORY: &str = "category|categories|kategorie|kategorien|categorie|categoria|categorias|categorieen|kategoria|категория|\
    категории|category name|product category|productcategorie|warengruppe|produktkategorie|produktgruppe|artikelgruppe|productgroep|\
    famille|familia|famiglia|rubrique|rubriek|раздел|группа|grupa|department|collection|collections|kollektion|gruppe|group|type|typ|\
    tipo|rodzaj|тип|category 1|kategorie 1|categorie 1|kategorie ebene 1";

const INVENTORY: &str = "stock|inventory|quantity|qty|inventory quantity|inventory qty|stock quantity|stock qty|stock level|current stock|\
    current stock level|stock on hand|quantity on hand|qty on hand|on hand|onhand|available quantity|quantity available|qty available|\
    available|bestand|lagerbestand|lagermenge|lager|menge|anzahl|verfugbar|vorrat|quantite|qte|quantite stock|stock disponible|existencias|\
    inventario|cantidad|disponible|giacenza|giacenze|magazzino|quantita|qta|scorte|disponibilita|esistenza|voorraad|aantal|hoeveelheid|\
    beschikbaar|estoque|quantidade|qtd|qtde|stan magazynowy|stan|ilosc|magazyn|zapas|остаток|остатки|количество|запасы|запас|наличие|\
    stockquantity|inventoryquantity|in stock|instock|units|pieces|stuck|stueck|unidades|sztuk";

/// Of several columns of one file, the one that people fill in for all products comes first.
const BARCODE: &str = "barcode|bar code|gtin|ean|ean 13|ean13|upc|gtin upc ean or isbn|strichcode|code barres|codebarres|code barre|\
    codigo de barras|codice a barre|codigo barras|kod kreskowy|streepjescode|штрихкод|штрих код|gtin 13|gtin 14|gtin 12|gtin 8|ean code|\
    upc code|upc a|barcode ean|ean upc|upc ean|barcodes|global trade item number|isbn 13|isbn13|isbn";

/// Words that alone make a column the barcode, as in `GTIN, UPC, EAN oder ISBN`.
const BARCODE_WORDS: &str = "barcode gtin ean ean13 upc isbn strichcode barcodes штрихкод";
/// Words beside them that make it something else.
const NOT_BARCODE: &str =
    "type typ tipo format symbology parent master case carton pack inner outer image url exists label print";

/// Words that alone make a column the stock.
const INVENTORY_WORDS: &str =
    "stock inventory bestand lagerbestand voorraad giacenza magazzino estoque existencias quantity qty остаток";
/// Words beside them that make it something else.
const NOT_INVENTORY: &str = "low min minimum minimal minimale max maximum reorder restock alert threshold status manage managed policy \
    tracker track tracking tracked location control allow allowed backorder backorders per pack order ordered incoming committed reserved \
    unavailable sold new id unit type date text message out step increments discount availability enabled warning if is when not \
    continue mindest melde value cost price code sku name";

const NOT_SKU: &str = "parent master group supplier vendor manufacturer manufact mfr bundle composite related upsell crosssell skus \
    configurable base old";

pub const PRICE_WORDS: &str =
    "price prices preis prix tarif precio precios pvp prezzo prezzi prijs prijzen preco cena ceny цена стоимость";
/// Beside a price word they change nothing.
pub const PRICE_NEUTRAL: &str =
    "regular normal standard reguliere regularer regulier regularna regularny normaler normale обычная базовая";
/// Words that name the price at which it is sold, as one that others may stand beside.
pub const PRICE_SOLD: &str = "vk verkaufspreis vkpreis verkoopprijs ladenpreis endpreis bruttopreis nettopreis";
/// Beside a price word they make it a price at which it is sold.
pub const PRICE_QUALIFIED: &str = "sales selling sell rate retail list web online shop store vk verkauf verkaufs vente public venta vendita listino \
    verkoop verkoops venda sprzedazy sprzedaz detaliczna продажи розничная tax taxes excluded included excl incl exclusive inclusive excluding \
    including vat gst mwst ust iva tva btw ht ttc ndc net gross netto brutto with without inc ex sin con sans avec zzgl inkl exkl ohne \
    mit impuestos ндс с без";
/// Beside or within a price word they make it another price.
pub const NOT_PRICE: &str = "cost costs wholesale compare compareat strikethrough old was previous original before sale special promo promotion \
    promotional discount discounted offer deal clearance purchase buy buying supply supplier dealer trade bulk tier unit per base from to min \
    max date start end currency type group rule impact surcharge msrp rrp uvp map loyalty member floor kg \
    ek einkauf einkaufspreis einkaufs grundpreis stuckpreis streichpreis altpreis angebotspreis sonderpreis aktionspreis handlerpreis \
    staffelpreis einzelpreis angebots aktion aktions alt alter statt achat gros unitaire promotionnel barre ancien revient conseille solde \
    remise compra coste costo mayor mayorista oferta rebajado unitario anterior antes descuento acquisto ingrosso offerta scontato barrato \
    precedente inkoop inkoopprijs groothandel actieprijs actie aanbieding aanbiedingsprijs stukprijs adviesprijs kostprijs oude custo atacado \
    promocional antigo zakupu hurtowa promocyjna jednostkowa stara poprzednia sugerowana закупочная закупки оптовая старая распродажи \
    акционная скидкой себестоимость";

/// Kinds of products that programs distinguish and people do not look for.
pub const TECHNICAL_KINDS: &str = "simple virtual variable variation configurable grouped bundle downloadable external subscription product \
    physical digital service variant standard combo consumable goods storable pack giftcard regular composite stockable kit donation event \
    item image sku rule option inventory noninventory non stock";
